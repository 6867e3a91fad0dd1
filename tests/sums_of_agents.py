"""The sums of bodies that agents, workflows and Bedrock stream."""

from sums import Named, Sum, Summing, as_value, object_at, reached, text


def converse_sum(events: list[Named]) -> Sum:
    values = dict(events)
    return Sum(
        "".join(text(value, "delta", "text") for _, value in events),
        "".join(text(value, "delta", "reasoningContent", "text") for _, value in events),
        finish=text(values["messageStop"], "stopReason"),
        usage=object_at(values["metadata"], "usage"),
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
    total.calls = [(id_, name, as_value(arguments)) for id_, name, arguments in calls]
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
                arguments = as_value(text(content, "args"))
                total.calls.append((text(content, "id"), text(content, "name"), arguments))
            case "content-block-finish":
                finished.add(text(content, "text"))
                total.reasoning += text(content, "reasoning")
            case "message-finish" if reason := text(data, "reason"):
                total.finish = reason
                total.usage |= object_at(data, "usage")
        if text(data, "event") == "message-start":
            total.usage |= object_at(data, "usage")
    assert finished - {""} <= set(messages)
    total.text = "|".join(messages)
    return total


def dify_sum(events: list[Named]) -> Sum:
    total = Sum()
    for _, value in events:
        total.text += text(value, "answer") + text(value, "data", "text")
        total.reasoning += text(value, "data", "reasoning") + text(value, "thought")
        if tool := text(value, "tool"):
            total.calls.append((None, tool, as_value(text(value, "tool_input"))))
        total.usage = object_at(value, "metadata", "usage") or total.usage
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
                total.finish, total.usage = "completed", object_at(value, "usage")
            case "Message":
                if text(value, "node_seq_id") == "0":
                    nodes.append("")
                nodes[-1] += text(value, "content")
                if reached(value, "token") is not None:
                    total.usage = {key: reached(value, key) for key in ("token", "cost")}
            case "Interrupt":
                total.finish = "Interrupt"
            case "Error":
                total.error = text(value, "error_message")
    total.text = "|".join([*answers.values(), *nodes])
    return total


SUMS: dict[str, Summing] = {
    "bedrock-converse": converse_sum,
    "mcp": mcp_sum,
    "a2a": a2a_sum,
    "ag-ui": ag_ui_sum,
    "langserve": langserve_sum,
    "langgraph": langgraph_sum,
    "dify": dify_sum,
    "coze": coze_sum,
}
