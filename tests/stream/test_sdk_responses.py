"""Responses and Assistants: the merged objects are those that a call without `stream` gives."""

from replies import SSE, named, sse
from sdk_types import check_whole
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]

CREATED: Object = {
    "id": "resp",
    "object": "response",
    "created_at": 1,
    "status": "in_progress",
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "metadata": {},
    "model": "m",
    "output": [],
    "parallel_tool_calls": True,
    "temperature": 1,
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1,
}
START: Object = {"type": "response.created", "sequence_number": 0, "response": CREATED}


def response(status: str, *output: JsonValue, **fields: JsonValue) -> Object:
    return {**CREATED, "status": status, "output": list(output), **fields}


def event(kind: str, **fields: JsonValue) -> Object:
    return {"type": f"response.{kind}", "output_index": 0, "item_id": "i", **fields}


def item(what: str, held: Object, index: int = 0) -> Object:
    return {"type": f"response.output_item.{what}", "output_index": index, "item": held}


def said(*content: JsonValue, status: str = "completed") -> Object:
    told: Object = {"id": "i", "type": "message", "role": "assistant", "status": status}
    return {**told, "content": list(content)}


def text(words: str, *annotations: JsonValue, **fields: JsonValue) -> Object:
    return {"type": "output_text", "text": words, "annotations": list(annotations), **fields}


OPENED = item("added", said(status="in_progress"))
PART = event("content_part.added", content_index=0, part=text("", logprobs=[]))
WRITTEN = [event("output_text.delta", content_index=0, delta=each) for each in "Hi"]


def check_output(*events: JsonValue, whole: Object, **told: set[str]) -> None:
    """The events are merged alike where the last one states the output, is without it, or lacks."""
    status = str(whole["status"])
    ended: Object = {"type": f"response.{status}", "response": whole}
    check_whole(sse(START, *events, ended), SSE, whole, **told)
    bare: Object = {**ended, "response": {**whole, "output": []}}
    check_whole(sse(START, *events, bare), SSE, whole, **told)
    cut = {**CREATED, "output": whole["output"]}
    check_whole(sse(START, *events), SSE, cut, **told)


def test_text_with_annotations_and_log_probabilities() -> None:
    source: Object = {"type": "url_citation", "url": "u", "title": "t"}
    cited: Object = {**source, "start_index": 0, "end_index": 2}
    probable: JsonValue = [{"token": "Hi", "bytes": [72, 105], "logprob": -1, "top_logprobs": []}]
    done = said(text("Hi", cited, logprobs=probable))
    check_output(
        OPENED,
        PART,
        *WRITTEN,
        event(
            "output_text.annotation.added", content_index=0, annotation_index=0, annotation=cited
        ),
        item("done", done),
        whole=response("completed", done),
    )


def test_reasoning_and_its_summary() -> None:
    thought: Object = {"id": "i", "type": "reasoning", "summary": []}
    summary: JsonValue = [{"type": "summary_text", "text": "hm"}]
    content: JsonValue = [{"type": "reasoning_text", "text": "raw"}]
    done = {**thought, "summary": summary, "content": content, "encrypted_content": "e"}
    check_output(
        item("added", thought),
        event("reasoning_summary_text.delta", summary_index=0, delta="hm"),
        event("reasoning_text.delta", content_index=0, delta="raw"),
        item("done", done),
        whole=response("completed", done),
    )


def test_a_refusal() -> None:
    done = said({"type": "refusal", "refusal": "no"})
    check_output(
        OPENED,
        event("refusal.delta", content_index=0, delta="n"),
        event("refusal.delta", content_index=0, delta="o"),
        item("done", done),
        whole=response("completed", done),
    )


def test_calls() -> None:
    call: Object = {"type": "function_call", "id": "i", "call_id": "c", "name": "f"}
    custom: Object = {"type": "custom_tool_call", "id": "j", "call_id": "d", "name": "sql"}
    check_output(
        item("added", {**call, "arguments": "", "status": "in_progress"}),
        event("function_call_arguments.delta", delta='{"x"'),
        event("function_call_arguments.delta", delta=":1}"),
        item("done", {**call, "arguments": '{"x":1}', "status": "completed"}),
        item("added", {**custom, "input": ""}, 1),
        event("custom_tool_call_input.delta", delta="SELECT", output_index=1),
        item("done", {**custom, "input": "SELECT"}, 1),
        whole=response(
            "completed",
            {**call, "arguments": '{"x":1}', "status": "completed"},
            {**custom, "input": "SELECT"},
        ),
    )


def test_an_image() -> None:
    image: Object = {"type": "image_generation_call", "id": "i", "status": "in_progress"}
    done: Object = {**image, "status": "completed", "result": "AAAA"}
    check_output(
        item("added", {**image, "result": None}),
        event("image_generation_call.partial_image", partial_image_b64="AA"),
        item("done", done),
        whole=response("completed", done),
    )


def test_a_reply_that_was_too_long_and_one_that_failed() -> None:
    done = said(text("Hi"), status="incomplete")
    reason: Object = {"reason": "max_output_tokens"}
    counted: Object = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    counted["input_tokens_details"] = {"cached_tokens": 0, "cache_write_tokens": 0}
    counted["output_tokens_details"] = {"reasoning_tokens": 0}
    check_output(
        OPENED,
        PART,
        *WRITTEN,
        item("done", done),
        whole=response("incomplete", done, incomplete_details=reason, usage=counted),
    )
    failed = response("failed", error={"code": "server_error", "message": "down"})
    check_output(whole=failed)


def test_an_error_amid_the_stream_leaves_what_came_before() -> None:
    error: Object = {"type": "error", "code": "x", "message": "down", "param": None}
    whole = response("in_progress", said(text("Hi"), status="in_progress"))
    check_whole(sse(START, OPENED, PART, *WRITTEN, error), SSE, whole)


def test_what_a_stream_without_its_start_never_told_is_not_made_up() -> None:
    thought = event("reasoning_summary_text.delta", summary_index=0, delta="hm")
    later = [{**each, "output_index": 1, "item_id": "j"} for each in WRITTEN]
    summary: JsonValue = [{"type": "summary_text", "text": "hm"}]
    output: list[JsonValue] = [
        {"id": "i", "type": "reasoning", "summary": summary},
        {"id": "j", "type": "message", "role": "assistant", "content": [text("Hi")]},
    ]
    check_whole(
        sse(thought, *later),
        SSE,
        {"object": "response", "status": "in_progress", "output": output},
        lacks={
            *("id", "created_at", "model", "parallel_tool_calls", "tool_choice", "tools"),
            "output[].status",
        },
    )


RUN: Object = {
    "id": "run",
    "object": "thread.run",
    "assistant_id": "asst",
    "thread_id": "thread",
    "cancelled_at": None,
    "completed_at": None,
    "created_at": 1,
    "expires_at": None,
    "failed_at": None,
    "incomplete_details": None,
    "instructions": "",
    "last_error": None,
    "max_completion_tokens": None,
    "max_prompt_tokens": None,
    "metadata": {},
    "model": "m",
    "parallel_tool_calls": True,
    "required_action": None,
    "response_format": "auto",
    "started_at": None,
    "status": "in_progress",
    "tool_choice": "auto",
    "tools": [],
    "truncation_strategy": {"type": "auto", "last_messages": None},
    "usage": None,
}
OF_RUN: Object = {"assistant_id": "asst", "run_id": "run", "thread_id": "thread", "created_at": 1}
STEP: Object = {
    **OF_RUN,
    "id": "step",
    "object": "thread.run.step",
    **dict.fromkeys(("cancelled_at", "completed_at", "expired_at", "failed_at", "last_error")),
    "metadata": {},
    "status": "in_progress",
    "step_details": {"type": "tool_calls", "tool_calls": []},
    "type": "tool_calls",
    "usage": None,
}
MESSAGE: Object = {
    **OF_RUN,
    "id": "msg",
    "object": "thread.message",
    "attachments": [],
    **dict.fromkeys(("completed_at", "incomplete_at", "incomplete_details")),
    "content": [],
    "metadata": {},
    "role": "assistant",
    "status": "in_progress",
}


def delta(of: str, id_: str, held: Object) -> tuple[str, JsonValue]:
    return f"{of}.delta", {"id": id_, "object": f"{of}.delta", "delta": held}


def called(**function: JsonValue) -> tuple[str, JsonValue]:
    call: Object = {"index": 0, "type": "function", "function": function}
    if "name" in function:
        call["id"] = "call"
    details: Object = {"type": "tool_calls", "tool_calls": [call]}
    return delta("thread.run.step", "step", {"step_details": details})


def wrote(words: str, *annotations: JsonValue) -> tuple[str, JsonValue]:
    held: Object = {"value": words, "annotations": list(annotations)}
    return delta("thread.message", "msg", {"content": [{"index": 0, "type": "text", "text": held}]})


def test_a_run_of_an_assistant() -> None:
    cited: Object = {"type": "file_citation", "text": "i", "start_index": 1, "end_index": 2}
    cited["file_citation"] = {"file_id": "f"}
    body = named(
        ("thread.run.in_progress", RUN),
        ("thread.run.step.in_progress", STEP),
        called(name="f", arguments="", output=None),
        called(arguments="{"),
        called(arguments="}"),
        ("thread.message.in_progress", MESSAGE),
        wrote("H"),
        wrote("i", {"index": 0, **cited}),
    )
    function: Object = {"name": "f", "arguments": "{}", "output": None}
    call: Object = {"id": "call", "type": "function", "function": function}
    details: Object = {"type": "tool_calls", "tool_calls": [call]}
    step: Object = {**STEP, "step_details": details}
    content: JsonValue = [{"type": "text", "text": {"value": "Hi", "annotations": [cited]}}]
    message: Object = {**MESSAGE, "content": content}
    check_whole(body, SSE, {"run": RUN, "steps": [step], "messages": [message]})
    ended: list[tuple[str, JsonValue]] = [
        ("thread.run.step.completed", {**step, "status": "completed", "completed_at": 2}),
        ("thread.message.completed", {**message, "status": "completed", "completed_at": 2}),
        ("thread.run.completed", {**RUN, "status": "completed", "completed_at": 2}),
    ]
    held = [value for _, value in ended]
    whole: Object = {"run": held[2], "steps": [held[0]], "messages": [held[1]]}
    check_whole(body + named(*ended, ("done", "[DONE]")), SSE, whole)
