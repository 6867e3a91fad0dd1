"""Bodies that agents, workflows and Bedrock really sent, added up apart from the merge."""

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from recorded import Recorded, recorded
from replies import at, check_provenance, summary
from wirelens.jsonvalue import JsonFault, JsonValue, dump_json, parse_json
from wirelens.stream.items import Event
from wirelens.stream.merge import recognised
from wirelens.stream.reply import Message
from wirelens.stream.verdict import verdict

DIALECTS = {  # as the index calls the format: the dialect
    "bedrock-converse": "bedrock-converse",
    "jsonrpc-sse": "mcp",
    "a2a": "a2a",
    "ag-ui": "ag-ui",
    "langserve": "langserve",
    "dify": "dify",
    "coze": "coze",
}
FOLDERS = {"langgraph": "langgraph", "coze": "coze"}  # of bodies that the index calls unknown
OURS = {*DIALECTS.values(), *FOLDERS.values(), "bedrock-invoke"}

Named = tuple[str, JsonValue]
Calls = list[tuple[str | None, str | None, str]]


@dataclass
class Sum:
    """What the messages of a reply hold, added up without the merge."""

    text: str = ""
    reasoning: str = ""
    calls: Calls = field(default_factory=list)
    finish: str | None = None
    usage: JsonValue = field(default_factory=dict)
    error: str | None = None


def dialect_of(each: Recorded) -> str | None:
    if each.format == "unknown":
        return FOLDERS.get(each.file.partition("/")[0])
    return DIALECTS.get(each.format)


def ours() -> Iterator[Recorded]:
    """The bodies of these formats, each with the blank line that dispatches its last event."""
    for each in recorded():
        if dialect_of(each) is not None:
            is_cut = each.framing == "sse" and not each.body.endswith((b"\n\n", b"\r\n\r\n"))
            yield replace(each, body=each.body + b"\n\n") if is_cut else each


def test_the_bodies_are_recognised() -> None:
    told = {each.file: (dialect_of(each), each.run().merger.dialect_id) for each in ours()}
    assert len(told) == 42
    assert [file for file, (dialect, found) in told.items() if dialect != found] == []


def test_no_body_of_another_format_is_taken_for_one_of_these() -> None:
    for each in recorded():
        if dialect_of(each) is None:
            assert each.run().merger.dialect_id not in OURS, each.file


def test_no_event_shows_one_of_these_where_it_is_not() -> None:
    for each in recorded():
        shown = {found.id for event in log_of(each) if (found := recognised(*event)) is not None}
        dialect = dialect_of(each)
        assert shown & OURS <= {dialect}, each.file
        assert dialect is None or shown <= {dialect}, each.file


def log_of(each: Recorded) -> Iterator[tuple[Event, JsonValue]]:
    log = each.run().log
    for number in range(1, log.events + 1):
        event = log.event(number).item
        if isinstance(event, Event) and not isinstance(value := parse_json(event.data), JsonFault):
            yield event, value


def test_how_a_body_was_cut_and_its_line_ends_never_show() -> None:
    for each in ours():
        whole = summary(each.run())
        assert summary(each.with_crlf().run()) == whole, each.file
        for chunks in each.cuts():
            run = each.run(chunks)
            assert summary(run) == whole, each.file
            check_provenance(run.reply)
        dump_json(each.run().merger.merged())


def test_replies_are_the_sum_of_their_events() -> None:
    for each in ours():
        run = each.run()
        dialect = run.merger.dialect_id
        assert told(run.reply.messages) == replace(
            SUMS[dialect](named(each)), usage={}, error=None
        ), each.file
        assert run.reply.usage == SUMS[dialect](named(each)).usage, each.file
        error = run.reply.error
        assert (error and error.message) == SUMS[dialect](named(each)).error, each.file
        assert run.reply.notes == [], each.file


def test_each_piece_of_text_stands_in_the_data_of_its_event() -> None:
    for each in ours():
        run = each.run()
        provenance = run.reply.provenance
        for piece in (provenance[row] for row in range(len(provenance))):
            if piece.part.slot != "tool":
                event = run.log.event(piece.event).item
                assert isinstance(event, Event)
                assert piece.text in "".join(strings(json.loads(event.data))), each.file


def test_the_bodies_are_whole_or_carry_an_error() -> None:
    verdicts = [verdict(each.run()) for each in ours()]
    assert {word: verdicts.count(word) for word in verdicts} == {"complete": 36, "error": 6}


def told(messages: list[Message]) -> Sum:
    calls = [call for message in messages for call in message.tool_calls]
    finishes = [message.finish_reason for message in messages if message.finish_reason]
    return Sum(
        "|".join(message.joined("text") for message in messages),
        "|".join(filter(None, (message.joined("reasoning") for message in messages))),
        [(call.id, call.name, call.arguments) for call in calls],
        finishes[-1] if finishes else None,
    )


def named(each: Recorded) -> list[Named]:
    """The events of a body that have JSON for data, each with its type."""
    if each.framing == "aws-eventstream":
        return list(frames(each.body))
    found: list[Named] = []
    for block in each.body.decode().replace("\r\n", "\n").split("\n\n"):
        fields = dict(line.partition(":")[::2] for line in block.split("\n") if line[:1] != ":")
        if "data" in fields:
            found.append((fields.get("event", "message").strip(), json.loads(fields["data"])))
    return found


def frames(body: bytes) -> Iterator[Named]:
    while body:
        length, section = struct.unpack(">II", body[:8])
        header = body[12 : 12 + section]
        size = struct.unpack(">H", header[13:15])[0]
        assert header[:13] == b"\x0b:event-type\x07"
        yield header[15 : 15 + size].decode(), json.loads(body[12 + section : length - 4])
        body = body[length:]


def strings(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for child in value.values() if isinstance(value, dict) else value:
            yield from strings(child)


def reached(value: JsonValue, *steps: str | int) -> JsonValue:
    try:
        return at(value, *steps)
    except (AssertionError, KeyError, IndexError):
        return None


def text(value: JsonValue, *steps: str | int) -> str:
    found = reached(value, *steps)
    return found if isinstance(found, str) else ""


def converse_sum(events: list[Named]) -> Sum:
    values = dict(events)
    return Sum(
        "".join(text(value, "delta", "text") for _, value in events),
        "".join(text(value, "delta", "reasoningContent", "text") for _, value in events),
        finish=text(values["messageStop"], "stopReason"),
        usage=at(values["metadata"], "usage"),
    )


def mcp_sum(events: list[Named]) -> Sum:
    _, last = events[-1]
    answer = text(last, "result", "content", 0, "text")
    failed = answer if reached(last, "result", "isError") is True else ""
    return Sum(answer, error=failed or text(last, "error", "message") or None)


def a2a_sum(events: list[Named]) -> Sum:
    total = Sum()
    for _, value in events:
        result = reached(value, "result") or value
        update = reached(result, "artifactUpdate") or result
        status = reached(result, "statusUpdate", "status") or reached(result, "status")
        words = text(status, "message", "parts", 0, "text")
        state = text(status, "state")
        total.text += text(update, "artifact", "parts", 0, "text")
        if state.lower().endswith("working"):
            total.reasoning += words
        elif state.lower().endswith(("completed", "failed")):
            total.finish, total.error = state, words or None
        total.error = text(value, "error", "message") or total.error
    return total


def ag_ui_sum(events: list[Named]) -> Sum:
    total, calls, messages = Sum(), list[list[str]](), dict[str, str]()
    for _, value in events:
        match text(value, "type"), text(value, "delta"):
            case "TOOL_CALL_START", _:
                calls.append([text(value, "toolCallId"), text(value, "toolCallName"), ""])
                messages.setdefault(text(value, "parentMessageId"), "")
            case "TOOL_CALL_ARGS", delta:
                calls[-1][2] += delta
            case "TOOL_CALL_CHUNK", delta:
                if id_ := text(value, "toolCallId"):
                    calls.append([id_, text(value, "toolCallName"), ""])
                    messages[id_] = ""
                calls[-1][2] += delta
            case (("TEXT_MESSAGE_CONTENT" | "TEXT_MESSAGE_CHUNK"), delta):
                id_ = text(value, "messageId") or next(reversed(messages))
                messages[id_] = messages.get(id_, "") + delta
            case "REASONING_MESSAGE_CONTENT", delta:
                total.reasoning += delta
            case "MESSAGES_SNAPSHOT", _:
                messages["a"] = text(value, "messages", 1, "content")
            case "RUN_ERROR", _:
                total.error = text(value, "message")
    total.calls = [(id_, name, arguments) for id_, name, arguments in calls]
    total.text = "|".join(messages.values())
    return total


def langserve_sum(events: list[Named]) -> Sum:
    total = Sum()
    for _, value in events:
        streams = text(value, "event") == "on_chat_model_stream"
        chunk = reached(value, "data", "chunk") if streams else value
        operation = reached(value, "ops", 0)
        if text(operation, "path") == "/streamed_output/-":
            total.text += text(operation, "value")
        total.text += chunk if isinstance(chunk, str) else text(chunk, "content")
    return total


def langgraph_sum(events: list[Named]) -> Sum:
    """The blocks as they are stated when they are finished; text that never is, delta by delta."""
    total, messages, finished = Sum(), list[str](), set[str]()
    for _, value in events:
        data = reached(value, "params", "data")
        if text(value, "method") != "messages":
            continue
        content = reached(data, "content")
        match text(data, "event"):
            case "message-start":
                messages.append("")
            case "content-block-delta":
                messages[-1] += text(data, "delta", "text")
            case "content-block-finish" if text(content, "args"):
                call = (text(content, "id"), text(content, "name"), text(content, "args"))
                total.calls.append(call)
            case "content-block-finish":
                finished.add(text(content, "text"))
                total.reasoning += text(content, "reasoning")
            case "message-finish" if reason := text(data, "reason"):
                total.finish = reason
                total.usage = used(total.usage, reached(data, "usage"))
        if text(data, "event") == "message-start":
            total.usage = used(total.usage, reached(data, "usage"))
    assert finished - {""} <= set(messages)
    total.text = "|".join(messages)
    return total


def used(known: JsonValue, usage: JsonValue) -> JsonValue:
    assert isinstance(known, dict)
    return known | (usage if isinstance(usage, dict) else {})


def dify_sum(events: list[Named]) -> Sum:
    total = Sum()
    for _, value in events:
        total.text += text(value, "answer") + text(value, "data", "text")
        total.reasoning += text(value, "data", "reasoning") + text(value, "thought")
        if tool := text(value, "tool"):
            total.calls.append((None, tool, text(value, "tool_input")))
        total.usage = reached(value, "metadata", "usage") or total.usage
        if text(value, "event") in ("workflow_finished", "workflow_paused"):
            total.finish = text(value, "data", "status")
            tokens = reached(value, "data", "total_tokens")
            if not total.usage and tokens is not None:
                total.usage = {"total_tokens": tokens}
    return total


def coze_sum(events: list[Named]) -> Sum:
    answers, nodes, total = dict[str, str](), list[str](), Sum()
    for type_, value in events:
        is_answer = text(value, "type") == "answer"
        match type_:
            case "conversation.message.completed" if is_answer:
                answers[text(value, "id")] = text(value, "content")
            case "conversation.chat.completed":
                total.finish, total.usage = "completed", at(value, "usage")
            case "Message":
                if text(value, "node_seq_id") == "0":
                    nodes.append("")
                nodes[-1] += text(value, "content")
                if reached(value, "token") is not None:
                    total.usage = {"token": at(value, "token"), "cost": at(value, "cost")}
            case "Interrupt":
                total.finish = "Interrupt"
            case "Error":
                total.error = text(value, "error_message")
    total.text = "|".join([*answers.values(), *nodes])
    return total


SUMS: dict[str, Callable[[list[Named]], Sum]] = {
    "bedrock-converse": converse_sum,
    "mcp": mcp_sum,
    "a2a": a2a_sum,
    "ag-ui": ag_ui_sum,
    "langserve": langserve_sum,
    "langgraph": langgraph_sum,
    "dify": dify_sum,
    "coze": coze_sum,
}
