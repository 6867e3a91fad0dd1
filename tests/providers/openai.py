"""OpenAI's four formats."""

from itertools import count

from providers.sent import DONE, EVENTS, Event, Object, Said, Stream, interleaved, whole
from wirelens.jsonvalue import JsonValue

_USAGE: Object = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
_RESPONSE_USAGE: Object = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}


def chat(*messages: Said) -> Stream:
    """Chat Completions; a message is a choice."""

    def chunk(index: int, delta: Object, finish: str | None = None) -> Event:
        choice: Object = {"index": index, "delta": delta, "finish_reason": finish}
        return "", {"object": "chat.completion.chunk", "model": "m", "choices": [choice]}

    events = interleaved(
        [chunk(index, delta) for delta in _chat_deltas(said)] for index, said in enumerate(messages)
    )
    ending = [chunk(index, {}, "stop") for index in range(len(messages))]
    last: Event = ("", {"object": "chat.completion.chunk", "choices": [], "usage": _USAGE})
    return Stream(EVENTS, events, [*ending, last, DONE], "stop", _USAGE)


def _chat_deltas(said: Said) -> list[Object]:
    deltas: list[Object] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": None, "reasoning_content": each} for each in said.reasoning]
    deltas += [{"content": each} for each in said.text]
    deltas += [{"refusal": each} for each in said.refusal]
    for index, call in enumerate(said.calls):
        function: Object = {"name": call.name, "arguments": ""}
        start: Object = {"index": index, "id": call.id, "type": "function", "function": function}
        deltas.append({"tool_calls": [start]})
        for piece in call.pieces:
            deltas.append({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    for url in said.citations:
        deltas.append({"annotations": [{"type": "url_citation", "url_citation": {"url": url}}]})
    return deltas


def completions(*messages: Said) -> Stream:
    """The older Completions; a message is a choice."""

    def chunk(index: int, text: str, finish: str | None = None) -> Event:
        choice: Object = {"index": index, "text": text, "logprobs": None, "finish_reason": finish}
        return "", {"object": "text_completion", "model": "m", "choices": [choice]}

    events = interleaved(
        [chunk(index, each) for each in ("", *said.text)] for index, said in enumerate(messages)
    )
    ending = [chunk(index, "", "stop") for index in range(len(messages))]
    last: Event = ("", {"object": "text_completion", "choices": [], "usage": _USAGE})
    return Stream(EVENTS, events, [*ending, last, DONE], "stop", _USAGE)


def responses(*messages: Said) -> Stream:
    """Responses; a message is a response."""
    events: list[Event] = []
    end: Event = DONE
    for number, said in enumerate(messages):
        events += [end] if number else []
        head: Object = {"id": f"r{number}", "object": "response", "model": "m"}
        created: Object = {**head, "status": "in_progress", "output": []}
        told: list[tuple[str, Object]] = [("created", {"response": created}), *_items(said)]
        sequence = count()
        for kind, fields in told:
            type_ = f"response.{kind}"
            events.append((type_, {"type": type_, "sequence_number": next(sequence), **fields}))
        output = [fields["item"] for kind, fields in told if kind == "output_item.done"]
        whole_: Object = {"status": "completed", "output": output, "usage": _RESPONSE_USAGE}
        type_ = "response.completed"
        end = (type_, {"type": type_, "response": {**head, **whole_}})
    return Stream(EVENTS, events, [end], "completed", _RESPONSE_USAGE)


def _items(said: Said) -> list[tuple[str, Object]]:
    """The events of the items, without `response.` in their types."""
    events: list[tuple[str, Object]] = []
    thought: JsonValue = [{"type": "summary_text", "text": whole(said.reasoning)}]
    item: Object = {"type": "reasoning", "id": "rs", "summary": []}
    place: Object = {"item_id": "rs", "output_index": 0, "summary_index": 0}
    events.append(("output_item.added", {"output_index": 0, "item": item}))
    kind = "reasoning_summary_text.delta"
    events += [(kind, {**place, "delta": each}) for each in said.reasoning]
    done: Object = {**item, "summary": thought if said.reasoning else []}
    events.append(("output_item.done", {"output_index": 0, "item": done}))
    events += _message(said)
    for index, call in enumerate(said.calls, start=2):
        item = {"type": "function_call", "id": f"fc{index}", "call_id": call.id, "name": call.name}
        place = {"item_id": f"fc{index}", "output_index": index}
        started: Object = {**item, "arguments": ""}
        events.append(("output_item.added", {"output_index": index, "item": started}))
        for piece in call.pieces:
            events.append(("function_call_arguments.delta", {**place, "delta": piece}))
        events.append(("function_call_arguments.done", {**place, "arguments": call.written}))
        done = {**item, "arguments": call.written}
        events.append(("output_item.done", {"output_index": index, "item": done}))
    return events


def _message(said: Said) -> list[tuple[str, Object]]:
    item: Object = {"type": "message", "id": "msg", "role": "assistant"}
    place: Object = {"item_id": "msg", "output_index": 1}
    added: Object = {"output_index": 1, "item": {**item, "content": []}}
    events: list[tuple[str, Object]] = [("output_item.added", added)]
    of_text: Object = {**place, "content_index": 0}
    events += [("output_text.delta", {**of_text, "delta": each}) for each in said.text]
    cited: list[JsonValue] = [{"type": "url_citation", "url": url} for url in said.citations]
    for index, annotation in enumerate(cited):
        fields: Object = {"annotation_index": index, "annotation": annotation}
        events.append(("output_text.annotation.added", {**of_text, **fields}))
    text: Object = {"type": "output_text", "text": whole(said.text), "annotations": cited}
    content: list[JsonValue] = [text] if said.text or cited else []
    for each in said.refusal:
        place_of_refusal: Object = {**place, "content_index": len(content)}
        events.append(("refusal.delta", {**place_of_refusal, "delta": each}))
    if said.refusal:
        content = [*content, {"type": "refusal", "refusal": whole(said.refusal)}]
    done: Object = {"output_index": 1, "item": {**item, "content": content}}
    return [*events, ("output_item.done", done)]


def assistants(*messages: Said) -> Stream:
    """A run of Assistants with its messages and steps."""
    run: Object = {"id": "run", "object": "thread.run", "model": "m"}
    events: list[Event] = [("thread.run.created", {**run, "status": "queued"})]
    for number, said in enumerate(messages):
        events += _thread_message(f"msg{number}", said)
        events += _step(f"step{number}", said)
    end: Object = {**run, "status": "completed", "usage": _USAGE}
    ending: list[Event] = [("thread.run.completed", end), ("done", DONE[1])]
    return Stream(EVENTS, events, ending, "completed", _USAGE)


def _thread_message(id_: str, said: Said) -> list[Event]:
    message: Object = {"id": id_, "object": "thread.message", "role": "assistant"}
    contents: list[Object] = [{"type": "text", "text": {"value": each}} for each in said.text]
    for number, url in enumerate(said.citations):
        annotation: Object = {"index": number, "type": "url_citation", "url": url}
        contents.append({"type": "text", "text": {"value": "", "annotations": [annotation]}})
    contents += [{"type": "refusal", "refusal": each} for each in said.refusal]
    events: list[Event] = [("thread.message.created", {**message, "content": []})]
    for each in contents:
        index = 0 if each["type"] == "text" else 1
        delta: Object = {"content": [{"index": index, **each}]}
        value: Object = {"id": id_, "object": "thread.message.delta", "delta": delta}
        events.append(("thread.message.delta", value))
    return events


def _step(id_: str, said: Said) -> list[Event]:
    details: Object = {"type": "tool_calls", "tool_calls": []}
    step: Object = {"id": id_, "object": "thread.run.step", "step_details": details}
    events: list[Event] = [("thread.run.step.created", step)] if said.calls else []
    for index, call in enumerate(said.calls):
        start: Object = {"id": call.id, "function": {"name": call.name, "arguments": ""}}
        pieces: list[Object] = [{"function": {"arguments": piece}} for piece in call.pieces]
        for each in [start, *pieces]:
            part: JsonValue = {"index": index, "type": "function", **each}
            delta: Object = {"step_details": {"type": "tool_calls", "tool_calls": [part]}}
            value: Object = {"id": id_, "object": "thread.run.step.delta", "delta": delta}
            events.append(("thread.run.step.delta", value))
    return events
