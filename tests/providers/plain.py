"""Ollama, and the servers that stream hardly more than text: TGI, Replicate, watsonx."""

from itertools import count

from providers.sent import (
    EVENTS,
    LINES,
    TIGHT_EVENTS,
    Event,
    Object,
    Raw,
    Said,
    Stream,
    interleaved,
    whole,
)
from wirelens.jsonvalue import JsonValue

_OLLAMA_USAGE: Object = {"prompt_eval_count": 3, "eval_count": 2, "eval_duration": 5}
_TGI_USAGE: Object = {"generated_tokens": 2, "input_length": 3}


def ollama_chat(said: Said) -> Stream:
    """Ollama's `/api/chat`."""

    def line(done: bool = False, **message: JsonValue) -> Event:
        spoken: Object = {"role": "assistant", "content": "", **message}
        return "", {"model": "m", "message": spoken, "done": done}

    events = [line(thinking=each) for each in said.reasoning]
    events += [line(content=each) for each in ("", *said.text)]
    events += [line(tool_calls=[each]) for each in _ollama_calls(said)]
    last: Object = {"role": "assistant", "content": ""}
    ending: Event = ("", {"model": "m", "message": last, **_OLLAMA_END})
    return Stream(LINES, events, [ending], "stop", _OLLAMA_USAGE, values=True)


def ollama_generate(said: Said) -> Stream:
    """Ollama's `/api/generate`."""

    def line(**fields: JsonValue) -> Event:
        return "", {"model": "m", "response": "", **fields, "done": False}

    events = [line(thinking=each) for each in said.reasoning]
    events += [line(response=each) for each in ("", *said.text)]
    events += [line(tool_calls=[each]) for each in _ollama_calls(said)]
    ending: Event = ("", {"model": "m", "response": "", "context": [1], **_OLLAMA_END})
    return Stream(LINES, events, [ending], "stop", _OLLAMA_USAGE, values=True)


_OLLAMA_END: Object = {"done": True, "done_reason": "stop", **_OLLAMA_USAGE}


def _ollama_calls(said: Said) -> list[Object]:
    return [
        {"id": call.id, "function": {"name": call.name, "arguments": call.value}}
        for call in said.calls
    ]


def tgi(said: Said) -> Stream:
    """`/generate_stream`; a special token ends it, beside the whole text."""
    numbers = count(1)

    def token(text: str, is_special: bool, **end: JsonValue) -> Event:
        token: Object = {"id": 1, "text": text, "logprob": -0.5, "special": is_special}
        rest: Object = {"generated_text": None, "details": None, **end}
        return "", {"index": next(numbers), "token": token, **rest}

    events = [token(each, False) for each in ("", *said.text)]
    details: Object = {"finish_reason": "eos_token", **_TGI_USAGE}
    ending = token("</s>", True, generated_text=whole(said.text), details=details)
    return Stream(TIGHT_EVENTS, events, [ending], "eos_token", _TGI_USAGE)


def replicate(said: Said) -> Stream:
    """A prediction: its text is not JSON, so that its deltas are whole characters."""
    text = whole(said.text)
    pieces = [text[place : place + 3] for place in range(0, len(text), 3)]
    return Stream(EVENTS, [("output", Raw(each)) for each in pieces], [("done", {})])


def replicate_canceled(said: Said) -> Stream:
    """A prediction that was stopped."""
    stream = replicate(said)
    return Stream(EVENTS, stream.events, [("done", {"reason": "canceled"})], "canceled")


def watsonx(*messages: Said) -> Stream:
    """`/ml/v1/text/generation_stream`; a message is a result."""

    def event(*results: JsonValue) -> Event:
        return "message", {"model_id": "m", "results": list(results)}

    def result(text: str, reason: str, counts: tuple[int, int]) -> Object:
        generated, read = counts
        numbers: Object = {"generated_token_count": generated, "input_token_count": read}
        return {"generated_text": text, "stop_reason": reason, **numbers}

    rows = interleaved(
        [(str(index), each) for each in ("", *said.text)] for index, said in enumerate(messages)
    )
    events = [event(*(result("", _UNDER_WAY, (0, 3)) for _ in messages))]
    for place, text in rows:
        texts = [str(text) if str(index) == place else "" for index in range(len(messages))]
        events.append(event(*(result(each, _UNDER_WAY, (1, 0)) for each in texts)))
    ending = event(*(result("", "eos_token", (2, 0)) for _ in messages))
    usage: Object = {"generated_token_count": 2, "input_token_count": 3}
    return Stream(EVENTS, events, [ending], "eos_token", usage)


_UNDER_WAY = "not_finished"
