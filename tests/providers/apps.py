"""Frameworks and app builders: LangServe, LangGraph, Dify and Coze, each in its ways."""

import json
from itertools import count

from providers.sent import EVENTS, NOTHING, Event, Object, Raw, Said, Stream, whole
from wirelens.jsonvalue import JsonValue

_LANGCHAIN_USAGE: Object = {"input_tokens": 3, "output_tokens": 2}
_DIFY_USAGE: Object = {"prompt_tokens": 3, "completion_tokens": 2}
_COZE_USAGE: Object = {"input_count": 3, "output_count": 2, "token_count": 5}


def langserve(said: Said) -> Stream:
    """`/stream` of a chat model; its end has no data."""
    events: list[Event] = [("metadata", {"run_id": "r"})]
    events += [("data", chunk) for chunk in _chunks(said)]
    ending: list[Event] = [("data", _last_chunk()), ("end", NOTHING)]
    return Stream(EVENTS, events, ending, "stop", _LANGCHAIN_USAGE)


def langserve_events(*messages: Said) -> Stream:
    """`/stream_events` of a chain; a message is what one of its models says."""

    def event(name: str, run_id: str, **data: JsonValue) -> Event:
        return "data", {"event": name, "run_id": run_id, "name": "n", "data": data}

    events = [event("on_chain_start", "chain")]
    ending: list[Event] = []
    for number, said in enumerate(messages):
        id_ = f"model{number}"
        events += [*ending, event("on_chat_model_start", id_)]
        events += [event("on_chat_model_stream", id_, chunk=chunk) for chunk in _chunks(said)]
        ending = [event("on_chat_model_stream", id_, chunk=_last_chunk())]
    last = [*ending, event("on_chain_end", "chain", output="o"), ("end", NOTHING)]
    usage: Object = dict(_LANGCHAIN_USAGE)
    return Stream(EVENTS, events, last, "stop", usage)


def _chunks(said: Said, id_: str = "run-1") -> list[JsonValue]:
    def chunk(content: str, **fields: JsonValue) -> JsonValue:
        return {"type": "AIMessageChunk", "id": id_, "content": content, **fields}

    chunks = [chunk("", additional_kwargs={"reasoning_content": each}) for each in said.reasoning]
    chunks += [chunk(each) for each in ("", *said.text)]
    for index, call in enumerate(said.calls):
        opened: Object = {"index": index, "id": call.id, "name": call.name, "args": ""}
        chunks.append(chunk("", tool_call_chunks=[opened]))
        for piece in call.pieces:
            more: Object = {"index": index, "id": None, "name": None, "args": piece}
            chunks.append(chunk("", tool_call_chunks=[more]))
    return chunks


def _last_chunk(id_: str = "run-1") -> JsonValue:
    metadata: Object = {"finish_reason": "stop", "model_name": "m"}
    last: Object = {"response_metadata": metadata, "usage_metadata": _LANGCHAIN_USAGE}
    return {"type": "AIMessageChunk", "id": id_, "content": "", **last}


def langgraph(*messages: Said) -> Stream:
    """The messages of a run, block by block."""
    numbers = count(1)

    def event(method: str, **data: JsonValue) -> Event:
        params: Object = {"namespace": [], "data": data}
        fields: Object = {"type": "event", "seq": next(numbers), "method": method}
        return "", {**fields, "params": params}

    events = [event("lifecycle", event="running")]
    ending: list[Event] = []
    for number, said in enumerate(messages):
        run = f"run{number}"
        events += [*ending, event("messages", event="message-start", run_id=run, id=run)]
        for index, (block, deltas, whole_block) in enumerate(_blocks(said)):
            place: Object = {"run_id": run, "index": index}
            start: Object = {"event": "content-block-start", "content": block}
            events.append(event("messages", **place, **start))
            for delta in deltas:
                more: Object = {"event": "content-block-delta", "delta": delta}
                events.append(event("messages", **place, **more))
            finish: Object = {"event": "content-block-finish", "content": whole_block}
            events.append(event("messages", **place, **finish))
        last: Object = {"event": "message-finish", "reason": "stop", "usage": _LANGCHAIN_USAGE}
        ending = [event("messages", run_id=run, **last)]
    completed = event("lifecycle", event="completed")
    return Stream(EVENTS, events, [*ending, completed], "stop", _LANGCHAIN_USAGE)


def _blocks(said: Said) -> list[tuple[Object, list[Object], Object]]:
    """Blocks as they start, grow and are when they are finished."""
    blocks: list[tuple[Object, list[Object], Object]] = []
    for kind, deltas in (("reasoning", said.reasoning), ("text", said.text)):
        grown: list[Object] = [{"type": f"{kind}-delta", kind: each} for each in deltas]
        blocks.append(({"type": kind, kind: ""}, grown, {"type": kind, kind: whole(deltas)}))
    for call in said.calls:
        named: Object = {"id": call.id, "name": call.name}
        chunk: Object = {"type": "tool_call_chunk"}
        opened: Object = {**chunk, **named, "args": ""}
        grown = [{**chunk, "args": each} for each in call.pieces]
        blocks.append((opened, grown, {"type": "tool_call", **named, "args": call.value}))
    return blocks


def langgraph_modes(*messages: Said) -> Stream:
    """The older stream in the mode `messages`: a chunk beside what is known of its node."""
    node: JsonValue = {"langgraph_node": "agent"}
    events: list[Event] = [("metadata", {"run_id": "r", "attempt": 1})]
    ending: list[Event] = []
    for number, said in enumerate(messages):
        id_ = f"run-{number}"
        events += [*ending, *(("messages", [chunk, node]) for chunk in _chunks(said, id_))]
        ending = [("messages", [_last_chunk(id_), node])]
    return Stream(EVENTS, events, [*ending, ("end", NOTHING)], "stop", _LANGCHAIN_USAGE)


def langgraph_values(said: Said) -> Stream:
    """The values of a graph, with a message that was not streamed."""
    metadata: Object = {"finish_reason": "stop", "model_name": "m"}
    message: Object = {"type": "ai", "id": "msg", "content": whole(said.text)}
    message |= {"response_metadata": metadata, "usage_metadata": _LANGCHAIN_USAGE}

    def event(number: int, method: str, data: JsonValue) -> Event:
        params: Object = {"namespace": [], "data": data}
        return "", {"type": "event", "seq": number, "method": method, "params": params}

    running = event(1, "lifecycle", {"event": "running"})
    values = event(2, "values", {"messages": [message]})
    completed = event(3, "lifecycle", {"event": "completed"})
    ending = [values, completed]
    return Stream(EVENTS, [running], ending, "stop", _LANGCHAIN_USAGE, at_once=True)


def dify_chatflow(said: Said) -> Stream:
    """A chatflow: a message, then the end of its workflow."""
    data: list[Object] = [{"node_id": "n", "reasoning": each} for each in said.reasoning]
    events = [_named("reasoning_chunk", data=each) for each in data]
    events += [_named("message", answer=each) for each in ("", *said.text)]
    end = _named("workflow_finished", data={"status": "succeeded"})
    return Stream(EVENTS, events, [_dify_end(said), end], "succeeded", _DIFY_USAGE)


def dify_agent(said: Said) -> Stream:
    """An agent: each thought is stated again as it grows, a call with its arguments beside it."""
    thought = whole(said.reasoning)
    events = [
        _named("agent_thought", id="thought", thought=each)
        for each in (thought[: len(thought) // 2], thought)
    ]
    events += [
        _named("agent_thought", id=call.id, thought="", tool=call.name, tool_input=call.written)
        for call in said.calls
    ]
    events += [_named("agent_message", answer=each) for each in ("", *said.text)]
    return Stream(EVENTS, events, [_dify_end(said)], None, _DIFY_USAGE, ids=False)


def _dify_end(said: Said) -> Event:
    cited: list[JsonValue] = [{"position": 1, "document_name": url} for url in said.citations]
    metadata: Object = {"usage": _DIFY_USAGE, "retriever_resources": cited}
    return _named("message_end", metadata=metadata)


def _named(name: str, **fields: JsonValue) -> Event:
    return "", {"event": name, "task_id": "t", "message_id": "m", **fields}


def coze_chat(*messages: Said) -> Stream:
    """A chat; calls that the client has to answer end it."""
    events = [_coze("conversation.chat.created", status="created")]
    for number, said in enumerate(messages):
        message: Object = {"id": f"msg{number}", "role": "assistant", "type": "answer"}
        thought, text = whole(said.reasoning), whole(said.text)
        deltas: list[Object] = [{"reasoning_content": each} for each in said.reasoning]
        deltas += [{"content": each} for each in ("", *said.text)]
        events += [_coze("conversation.message.delta", **message, **delta) for delta in deltas]
        stated: Object = {"content": text, "reasoning_content": thought}
        events.append(_coze("conversation.message.completed", **message, **stated))
    calls: list[JsonValue] = [
        {"id": call.id, "function": {"name": call.name, "arguments": call.written}}
        for said in messages
        for call in said.calls
    ]
    status = "requires_action" if calls else "completed"
    action: Object = {"submit_tool_outputs": {"tool_calls": calls}}
    fields: Object = {"status": status, "usage": _COZE_USAGE, "required_action": action}
    ending = [_coze(f"conversation.chat.{status}", **fields), ("done", Raw('"[DONE]"'))]
    return Stream(EVENTS, events, ending, status, _COZE_USAGE)


def _coze(type_: str, **fields: JsonValue) -> Event:
    return type_, {"conversation_id": "c", **fields}


def coze_workflow(*messages: Said) -> Stream:
    """A workflow that stops for a question; a message is what one node says."""
    events: list[Event] = []
    for said in messages:
        last = len(said.text) - 1
        for number, each in enumerate(said.text):
            fields: Object = {"content": each, "node_seq_id": str(number), "token": 5}
            events.append(("Message", {**fields, "node_is_finish": number == last}))
    interrupt: Event = ("Interrupt", {"interrupt_data": {"event_id": "e"}, "node_title": "n"})
    done: Event = ("Done", {"debug_url": json.dumps("u")})
    return Stream(EVENTS, events, [interrupt, done], "Interrupt", {"token": 5})
