"""Protocols between agents: MCP, A2A and AG-UI."""

from providers.sent import EVENTS, Event, Object, Said, Stream, whole
from wirelens.jsonvalue import JsonValue


def mcp(*messages: Said) -> Stream:
    """JSON-RPC: a message is the result of a tool, after a notification."""
    progress: Object = {"method": "notifications/progress", "params": {"progress": 1}}
    results: list[Object] = [
        {"id": number, "result": {"content": [{"type": "text", "text": whole(said.text)}]}}
        for number, said in enumerate(messages)
    ]
    notified: Event = ("message", {"jsonrpc": "2.0", **progress})
    answered: list[Event] = [("message", {"jsonrpc": "2.0", **result}) for result in results]
    return Stream(EVENTS, [notified], answered, at_once=True)


def a2a(said: Said) -> Stream:
    """A task of version 0.3: thoughts are statuses, the answer is an artifact."""
    task: Object = {"kind": "task", "id": "t", "contextId": "c", "status": {"state": "submitted"}}
    events: list[Event] = [_result(task)]
    events += [_status("working", text) for text in [whole(said.reasoning)] if text]
    for number, each in enumerate(said.text):
        part: Object = {"kind": "text", "text": each}
        artifact: Object = {"artifactId": "a", "parts": [part]}
        update: Object = {"kind": "artifact-update", "taskId": "t", "artifact": artifact}
        events.append(_result({**update, "append": number > 0}))
    refusal = whole(said.refusal)
    state = "rejected" if refusal else "completed"
    return Stream(EVENTS, events, [_status(state, refusal, final=True)], state)


def _status(state: str, text: str, final: bool = False) -> Event:
    parts: list[JsonValue] = [{"kind": "text", "text": text}]
    message: Object = {"role": "agent", "messageId": f"{state}-1", "parts": parts}
    status: Object = {"state": state, **({"message": message} if text else {})}
    return _result({"kind": "status-update", "taskId": "t", "status": status, "final": final})


def _result(result: Object) -> Event:
    return "", {"jsonrpc": "2.0", "id": 1, "result": result}


def ag_ui(*messages: Said) -> Stream:
    """A run; deltas are never empty."""
    events = [_typed("RUN_STARTED", threadId="t", runId="r")]
    for number, said in enumerate(messages):
        id_ = f"msg{number}"
        events.append(_typed("REASONING_MESSAGE_START", messageId=f"{id_}-thought"))
        for each in filter(None, said.reasoning):
            fields: Object = {"messageId": f"{id_}-thought", "delta": each}
            events.append(_typed("REASONING_MESSAGE_CONTENT", **fields))
        events.append(_typed("TEXT_MESSAGE_START", messageId=id_, role="assistant"))
        events += [
            _typed("TEXT_MESSAGE_CONTENT", messageId=id_, delta=each)
            for each in filter(None, said.text)
        ]
        events.append(_typed("TEXT_MESSAGE_END", messageId=id_))
        for call in said.calls:
            named: Object = {"toolCallName": call.name, "parentMessageId": id_}
            events.append(_typed("TOOL_CALL_START", toolCallId=call.id, **named))
            events += [
                _typed("TOOL_CALL_ARGS", toolCallId=call.id, delta=piece) for piece in call.pieces
            ]
            events.append(_typed("TOOL_CALL_END", toolCallId=call.id))
    usage: Object = {"model": "m", "inputTokens": 3, "outputTokens": 2}
    end = _typed("RUN_FINISHED", outcome={"type": "success"}, usage=[usage])
    return Stream(EVENTS, events, [end], "success", usage)


def _typed(type_: str, **fields: JsonValue) -> Event:
    return "", {"type": type_, **fields}
