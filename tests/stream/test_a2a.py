"""A2A 0.3 and 1.x: artifacts, states and messages, with the envelope of JSON-RPC and without."""

import pytest

from replies import Summary, at, check, run_of, sse
from wirelens.jsonvalue import JsonValue
from wirelens.stream.findings import findings
from wirelens.stream.verdict import verdict

Object = dict[str, JsonValue]


def rpc(result: JsonValue) -> JsonValue:
    return {"jsonrpc": "2.0", "id": "1", "result": result}


def text(*texts: str) -> JsonValue:
    return [{"kind": "text", "text": each} for each in texts]


def message(words: str, id_: str = "m") -> Object:
    return {"kind": "message", "messageId": id_, "role": "agent", "parts": text(words)}


def status(state: str, words: str = "", id_: str = "m") -> Object:
    return {"state": state} | ({"message": message(words, id_)} if words else {})


def task(state: str = "submitted", **fields: JsonValue) -> Object:
    return {"kind": "task", "id": "t", "contextId": "c", "status": {"state": state}, **fields}


def update(state: str, words: str = "", final: bool = False, id_: str = "m") -> Object:
    told: JsonValue = status(state, words, id_)
    return {
        "kind": "status-update",
        "taskId": "t",
        "contextId": "c",
        "final": final,
        "status": told,
    }


def artifact(words: str, append: bool = False, id_: str = "a") -> Object:
    whole: JsonValue = {"artifactId": id_, "parts": text(words)}
    return {"kind": "artifact-update", "taskId": "t", "append": append, "artifact": whole}


def check_stream(*events: JsonValue, **expected: JsonValue) -> JsonValue:
    """What the events tell; returns the merged object."""
    told: Summary = {"dialect": "a2a", **expected}
    return check(sse(*events), told).merger.merged()


def test_artifacts_are_the_answer_and_a_working_status_is_thought() -> None:
    merged = check_stream(
        rpc(task(history=[message("hi")])),
        rpc(update("working", "Thinking…")),
        rpc(artifact("Hé")),
        rpc(artifact("llo", append=True)),
        rpc(update("completed", final=True)),
        messages=[
            {
                "role": "agent",
                "text": "Héllo",
                "reasoning": "Thinking…",
                "finish_reason": "completed",
            }
        ],
        terminators=["final"],
    )
    assert merged == rpc(
        {
            "kind": "task",
            "id": "t",
            "contextId": "c",
            "status": {"state": "completed"},
            "history": [message("hi")],
            "artifacts": [{"artifactId": "a", "parts": text("Hé", "llo")}],
        }
    )


def test_an_artifact_that_is_not_appended_is_replaced() -> None:
    merged = check_stream(
        rpc(artifact("draft")),
        rpc(artifact("final")),
        rpc(artifact("!", append=True)),
        messages=[{"text": "final!"}],
    )
    assert at(merged, "result", "artifacts") == [{"artifactId": "a", "parts": text("final", "!")}]


def test_artifacts_are_told_apart_by_their_ids() -> None:
    merged = check_stream(
        rpc(artifact("1", id_="a")),
        rpc(artifact("2", id_="b")),
        rpc(artifact("3", append=True, id_="a")),
        messages=[{"text": "132"}],
    )
    ids = [at(merged, "result", "artifacts", i, "artifactId") for i in (0, 1)]
    assert ids == ["a", "b"]


def test_version_1_names_a_result_by_its_member() -> None:
    working: JsonValue = {
        "state": "TASK_STATE_WORKING",
        "message": {"messageId": "m", "role": "ROLE_AGENT", "parts": [{"text": "Hm"}]},
    }
    events: list[JsonValue] = [
        {"task": {"id": "t", "contextId": "c", "status": {"state": "TASK_STATE_SUBMITTED"}}},
        {"statusUpdate": {"taskId": "t", "status": working}},
        {"artifactUpdate": {"artifact": {"artifactId": "a", "parts": [{"text": "H"}]}}},
        {
            "artifactUpdate": {
                "artifact": {"artifactId": "a", "parts": [{"text": "i"}, {"data": {"x": 1}}]},
                "append": True,
            }
        },
        {"statusUpdate": {"taskId": "t", "status": {"state": "TASK_STATE_COMPLETED"}}},
    ]
    reply: JsonValue = {
        "role": "ROLE_AGENT",
        "text": "Hi",
        "reasoning": "Hm",
        "finish_reason": "TASK_STATE_COMPLETED",
    }
    whole: JsonValue = {
        "task": {
            "id": "t",
            "contextId": "c",
            "status": {"state": "TASK_STATE_COMPLETED"},
            "artifacts": [
                {"artifactId": "a", "parts": [{"text": "H"}, {"text": "i"}, {"data": {"x": 1}}]}
            ],
        }
    }
    assert check_stream(*events, messages=[reply]) == whole
    assert check_stream(*map(rpc, events), messages=[reply]) == rpc(whole)


def test_results_of_version_3_may_come_without_the_envelope() -> None:
    merged = check_stream(
        task(),
        artifact("Hi"),
        update("completed", final=True),
        messages=[{"text": "Hi", "finish_reason": "completed"}],
        terminators=["final"],
    )
    assert at(merged, "kind") == "task"


def test_a_request_may_be_answered_with_one_message() -> None:
    answer = message("Hi")
    reply: JsonValue = {"role": "agent", "text": "Hi"}
    assert check_stream(rpc(answer), messages=[reply], terminators=["message"]) == rpc(answer)
    wrapped: JsonValue = {"message": {**answer}}
    assert check_stream(wrapped, messages=[reply], terminators=["message"]) == wrapped
    assert verdict(run_of([sse(rpc(answer))])) == "complete"


@pytest.mark.parametrize("state", ["completed", "input-required", "TASK_STATE_AUTH_REQUIRED"])
def test_what_a_last_status_says_is_said_to_the_user(state: str) -> None:
    check_stream(
        rpc(update(state, "Which city?")),
        messages=[{"role": "agent", "text": "Which city?", "finish_reason": state}],
    )


def test_a_task_that_is_refused() -> None:
    check_stream(
        rpc(update("rejected", "I do not do that", final=True)),
        messages=[{"role": "agent", "refusal": "I do not do that", "finish_reason": "rejected"}],
        terminators=["final"],
    )


def test_a_task_that_failed_is_an_error() -> None:
    check_stream(
        rpc(artifact("Hal")),
        rpc(update("failed", "boom", final=True)),
        messages=[{"role": "agent", "text": "Hal", "finish_reason": "failed"}],
        error="boom",
        terminators=["final"],
    )
    check_stream(
        rpc(task("failed")),
        messages=[{"finish_reason": "failed"}],
        error='the task ended in state "failed"',
    )


def test_a_status_that_is_told_again_is_told_once() -> None:
    working = status("working", "Hm", "m1")
    check_stream(
        rpc(update("working", "Hm", id_="m1")),
        rpc(task() | {"status": working}),
        rpc(update("working", "Well", id_="m2")),
        messages=[{"role": "agent", "reasoning": "HmWell"}],
    )


def test_a_thought_that_is_told_again_at_the_end_is_an_answer() -> None:
    check_stream(
        rpc(update("working", "Hi", id_="m1")),
        rpc(update("completed", "Hi", id_="m1")),
        messages=[{"role": "agent", "text": "Hi", "reasoning": "Hi", "finish_reason": "completed"}],
    )


def test_a_stream_that_is_joined_late_states_what_there_is() -> None:
    artifacts: JsonValue = [{"artifactId": "a", "parts": text("Hé")}]
    check_stream(
        rpc(task("working", artifacts=artifacts)),
        rpc(artifact("llo", append=True)),
        rpc(update("canceled", final=True)),
        messages=[{"text": "Héllo", "finish_reason": "canceled"}],
        terminators=["final"],
    )


def test_updates_alone_make_a_task() -> None:
    merged = check_stream(
        rpc(artifact("Hi")),
        rpc(update("completed", final=True)),
        messages=[{"text": "Hi", "finish_reason": "completed"}],
        terminators=["final"],
    )
    told: JsonValue = [{"artifactId": "a", "parts": text("Hi")}]
    assert at(merged, "result") == task("completed", artifacts=told)


def test_a_final_status_of_an_unknown_state_ends_too() -> None:
    check_stream(
        rpc(update("unknown", final=True)),
        messages=[{"finish_reason": "unknown"}],
        terminators=["final"],
    )


@pytest.mark.parametrize(
    "error",
    [
        {"code": -32001, "message": "Task not found"},
        {"code": -32004, "message": "Unsupported operation"},
        {"code": 5, "message": "?", "data": [{"reason": "X", "domain": "a2a-protocol.org"}]},
    ],
)
def test_errors_of_its_own_are_recognised(error: Object) -> None:
    failed: JsonValue = {"jsonrpc": "2.0", "id": "1", "error": error}
    assert check_stream(failed, error=error["message"]) == failed


def test_a_stream_that_ends_while_the_task_works_is_truncated() -> None:
    run = run_of([sse(rpc(task()), rpc(update("working", "Hm")), rpc(artifact("a")))])
    assert verdict(run) == "truncated"
    run = run_of([sse(rpc(task()), rpc(artifact("a")), rpc(update("completed")))])
    assert (verdict(run), findings(run)) == ("complete", [])


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "task", "id": "t"},
        {"kind": "message", "parts": []},
        {"kind": "of another protocol", "taskId": "t"},
        {"message": {"content": "Hi", "role": "assistant"}},
        {"task": {"id": "t", "status": "working"}},
        {"statusUpdate": {"taskId": "t"}},
        {"artifactUpdate": {"artifact": {"id": "a"}}},
        {"error": {"code": -32001, "message": "no"}, "text": "x"},
    ],
)
def test_what_only_looks_like_it_is_not_taken_for_it(value: JsonValue) -> None:
    assert run_of([sse(value)]).merger.dialect_id == "unknown"
