"""Gemini: the merged object is what `generateContent`, or an interaction that is fetched, gives."""

from replies import ARRAY, SSE, array, sse
from sdk_types import check_whole
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]

COUNTED: Object = {"promptTokenCount": 3, "candidatesTokenCount": 2, "totalTokenCount": 5}
TOP: Object = {
    "usageMetadata": COUNTED,
    "modelVersion": "gemini-x",
    "responseId": "r",
    "createTime": "2026-01-01T00:00:00.123456Z",
}


def candidate(*parts: JsonValue, **fields: JsonValue) -> Object:
    content: Object = {"content": {"parts": list(parts), "role": "model"}} if parts else {}
    return {**content, **fields}


def event(*candidates: JsonValue) -> Object:
    return {"candidates": list(candidates), **TOP}


def check_parts(*parts: Object, whole: list[JsonValue]) -> None:
    """Parts that come one an event are merged into `whole`, as events and as an array."""
    *first, last = [candidate(part, index=0) for part in parts]
    events = [*map(event, first), event({**last, "finishReason": "STOP"})]
    merged = event(candidate(*whole, index=0, finishReason="STOP"))
    check_whole(sse(*events), SSE, merged)
    check_whole(array(*events), ARRAY, merged)


def test_text_and_thoughts() -> None:
    check_parts(
        {"text": "h", "thought": True},
        {"text": "m", "thought": True},
        {"text": "H"},
        {"text": "i"},
        {"text": "", "thoughtSignature": "AAAA"},
        whole=[
            {"text": "hm", "thought": True},
            {"text": "Hi"},
            {"text": "", "thoughtSignature": "AAAA"},
        ],
    )


def test_function_calls() -> None:
    call: Object = {"functionCall": {"id": "a", "name": "f", "args": {"x": [1]}}}
    bare: Object = {"functionCall": {"name": "g", "args": {}}, "thoughtSignature": "AAAA"}
    check_parts(call, bare, whole=[call, bare])


def test_arguments_that_come_in_pieces() -> None:
    def calling(**fields: JsonValue) -> Object:
        return {"functionCall": {**fields, "willContinue": True}}

    def piece(**fields: JsonValue) -> JsonValue:
        return [{"jsonPath": "$.x", **fields}]

    check_parts(
        calling(name="f", id="a"),
        calling(partialArgs=piece(stringValue="H", willContinue=True)),
        calling(partialArgs=piece(stringValue="i")),
        {"functionCall": {}},
        whole=[{"functionCall": {"name": "f", "id": "a", "args": {"x": "Hi"}}}],
    )


def test_images_and_code() -> None:
    image: Object = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}
    code: Object = {"executableCode": {"language": "PYTHON", "code": "1"}}
    result: Object = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}}
    check_parts(image, code, result, whole=[image, code, result])


def test_several_candidates() -> None:
    body = sse(
        event(candidate({"text": "H"}, index=0), candidate({"text": "Y"}, index=1)),
        event(candidate({"text": "o"}, index=1, finishReason="MAX_TOKENS")),
        event(candidate({"text": "i"}, index=0, finishReason="STOP")),
    )
    first = candidate({"text": "Hi"}, index=0, finishReason="STOP")
    second = candidate({"text": "Yo"}, index=1, finishReason="MAX_TOKENS")
    check_whole(body, SSE, event(first, second))


def test_sources_and_log_probabilities() -> None:
    cited: list[JsonValue] = [{"startIndex": 0, "endIndex": 1, "uri": uri} for uri in "uv"]
    chosen: list[JsonValue] = [{"token": each, "logProbability": -0.5} for each in "Hi"]
    likely: list[JsonValue] = [{"candidates": [each]} for each in chosen]
    grounds: Object = {"groundingChunks": [{"web": {"uri": "w", "title": "t"}}]}
    events = [
        event(
            candidate(
                {"text": letter},
                citationMetadata={"citations": [cited[number]]},
                logprobsResult={
                    "chosenCandidates": [chosen[number]],
                    "topCandidates": [likely[number]],
                },
            )
        )
        for number, letter in enumerate("Hi")
    ]
    ended = event({"groundingMetadata": grounds, "finishReason": "STOP", "avgLogprobs": -0.5})
    whole = candidate(
        {"text": "Hi"},
        citationMetadata={"citations": cited},
        logprobsResult={"chosenCandidates": chosen, "topCandidates": likely},
        groundingMetadata=grounds,
        finishReason="STOP",
        avgLogprobs=-0.5,
    )
    check_whole(sse(*events, ended), SSE, event(whole))


def test_a_blocked_prompt_has_no_candidates_and_a_blocked_reply_no_content() -> None:
    blocked: Object = {"promptFeedback": {"blockReason": "SAFETY"}, **TOP}
    check_whole(sse(blocked), SSE, blocked)
    rating: JsonValue = {"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH"}
    stopped = event(candidate(finishReason="SAFETY", index=0, safetyRatings=[rating]))
    check_whole(sse(stopped), SSE, stopped)


def test_what_a_stream_that_is_cut_off_never_told_is_not_made_up() -> None:
    least: Object = {"candidates": [{"content": {"parts": [{"text": "H"}]}}]}
    role: Object = {"candidates": [candidate({"text": "H"})]}
    check_whole(sse(least), SSE, role)
    error: Object = {"error": {"code": 503, "message": "busy", "status": "UNAVAILABLE"}}
    check_whole(sse(role, error), SSE, {**role, **error}, lacks={"error"})


INTERACTION: Object = {"id": "v", "object": "interaction", "model": "gemini-2.5-pro"}
STARTED: Object = {
    "event_type": "interaction.created",
    "interaction": {**INTERACTION, "status": "in_progress"},
}
USED: Object = {"total_input_tokens": 3, "total_output_tokens": 2, "total_tokens": 5}
COMPLETED: Object = {
    "event_type": "interaction.completed",
    "interaction": {**INTERACTION, "status": "completed", "usage": USED},
}


def step(number: int, start: Object, *deltas: Object) -> list[JsonValue]:
    at: Object = {"index": number}
    grown: list[Object] = [{"event_type": "step.delta", **at, "delta": each} for each in deltas]
    return [
        {"event_type": "step.start", **at, "step": start},
        *grown,
        {"event_type": "step.stop", **at},
    ]


def test_an_interaction() -> None:
    summary: Object = {"type": "text", "text": "hm"}
    cited: Object = {"type": "url_citation", "url": "u", "start_index": 0, "end_index": 2}
    image: Object = {"type": "image", "mime_type": "image/png", "data": "AAAA"}
    call: Object = {"type": "function_call", "id": "a", "name": "f"}
    steps = [
        step(
            0,
            {"type": "thought"},
            {"type": "thought_summary", "content": summary},
            {"type": "thought_signature", "signature": "AAAA"},
        ),
        step(
            1,
            {"type": "model_output"},
            {"type": "text", "text": "H"},
            {"type": "text", "text": "i"},
            {"type": "text_annotation_delta", "annotations": [cited]},
            image,
        ),
        step(
            2,
            {**call, "arguments": {}},
            {"type": "arguments_delta", "arguments": '{"x"'},
            {"type": "arguments_delta", "arguments": ":1}"},
        ),
    ]
    whole: list[JsonValue] = [
        {"type": "thought", "summary": [summary], "signature": "AAAA"},
        {
            "type": "model_output",
            "content": [{"type": "text", "text": "Hi", "annotations": [cited]}, image],
        },
        {**call, "arguments": {"x": 1}},
    ]
    events = [each for events in steps for each in events]
    told: Object = {**INTERACTION, "status": "completed", "usage": USED, "steps": whole}
    check_whole(sse(STARTED, *events, COMPLETED, "[DONE]"), SSE, told, own={"object"})
    cut: Object = {**INTERACTION, "status": "in_progress", "steps": whole}
    check_whole(sse(STARTED, *events), SSE, cut, own={"object"})


def test_an_interaction_that_is_cut_off_amid_a_call() -> None:
    call: Object = {"type": "function_call", "id": "a", "name": "f", "arguments": {}}
    events = step(0, call, {"type": "arguments_delta", "arguments": '{"x"'})
    whole: Object = {**INTERACTION, "status": "in_progress"}
    whole["steps"] = [{**call, "arguments": '{"x"'}]
    check_whole(sse(STARTED, *events[:-1]), SSE, whole, lacks={"steps[].arguments"})
