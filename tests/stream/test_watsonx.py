"""watsonx.ai: results whose texts add up, and counts of which some are told only once."""

from replies import check, named, run_of, sse
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]


def result(text: str, reason: str, generated: int, sent: int = 0) -> Object:
    return {
        "generated_text": text,
        "generated_token_count": generated,
        "input_token_count": sent,
        "stop_reason": reason,
    }


def event(at: str, *results: JsonValue, **fields: JsonValue) -> Object:
    return {"model_id": "ibm/granite", "created_at": at, **fields, "results": list(results)}


def test_texts_add_up_and_counts_are_not_erased_by_zeros() -> None:
    system: JsonValue = {"warnings": [{"message": "deprecated"}]}
    run = check(
        named(
            ("message", {}),
            ("message", event("t1", result("", "not_finished", 0, 5), system=system)),
            ("message", event("t2", result(". ", "NOT_FINISHED", 2))),
            ("message", event("t3", result("I'm", "eos_token", 3))),
        ),
        {
            "dialect": "watsonx",
            "messages": [{"text": ". I'm", "finish_reason": "eos_token"}],
            "usage": {"input_token_count": 5, "generated_token_count": 3},
            "model": "ibm/granite",
        },
    )
    whole = event("t1", result(". I'm", "eos_token", 3, 5), system=system)
    assert run.merger.merged() == whole


def test_a_stream_that_breaks_off_has_no_finish_reason() -> None:
    check(
        sse(event("t", result("a", "not_finished", 1, 2))),
        {
            "dialect": "watsonx",
            "messages": [{"text": "a"}],
            "usage": {"input_token_count": 2, "generated_token_count": 1},
            "model": "ibm/granite",
        },
    )


def test_errors_come_in_a_list() -> None:
    errors: JsonValue = {"errors": [{"code": "x", "message": "no such model"}], "status_code": 404}
    for name in ("message", "error"):
        check(
            named(("message", event("t", result("a", "not_finished", 0))), (name, errors)),
            {
                "dialect": "watsonx",
                "messages": [{"text": "a"}],
                "model": "ibm/granite",
                "error": "no such model",
            },
        )


def test_results_without_a_generated_text_are_something_else() -> None:
    assert run_of([sse({"results": [{"text": "a"}]})]).merger.dialect_id == "unknown"
    assert run_of([sse({"results": []})]).merger.dialect_id == "unknown"
