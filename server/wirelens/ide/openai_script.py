"""A request as a Python script that sends it with OpenAI's own SDK, where that can send it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from wirelens.ide.draft import Phrase, Use, opening, phrase
from wirelens.ide.portable import Portable
from wirelens.ide.python_text import expression, literal, value_expression
from wirelens.jsonvalue import JsonFault, JsonValue, parse_json


@dataclass(frozen=True, slots=True)
class Unsendable:
    """Why the SDK cannot send a request."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Call:
    """A method of the SDK: its name, its parameters, and how to print what it returns."""

    path: str
    method: str
    parameters: frozenset[str]
    streamed: Sequence[str]
    whole: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Parameters that every version 2 and 3 of the SDK knows; the others go into `extra_body`.
_CALLS = (
    _Call(
        "/chat/completions",
        "chat.completions",
        _words("""
            messages model frequency_penalty logit_bias logprobs max_completion_tokens max_tokens
            metadata modalities n parallel_tool_calls presence_penalty reasoning_effort
            response_format seed service_tier stop store stream stream_options temperature
            tool_choice tools top_logprobs top_p user
        """),
        (
            "for chunk in reply:",
            "    for choice in chunk.choices:",
            '        print(choice.delta.content or "", end="", flush=True)',
        ),
        "print(reply.choices[0].message.content)",
    ),
    _Call(
        "/responses",
        "responses",
        _words("""
            background include input instructions max_output_tokens metadata model
            parallel_tool_calls previous_response_id reasoning service_tier store stream
            temperature text tool_choice tools top_p truncation user
        """),
        (
            "for event in reply:",
            '    if event.type == "response.output_text.delta":',
            '        print(event.delta, end="", flush=True)',
        ),
        "print(reply.output_text)",
    ),
)
# Fields that the SDK sends on its own, whatever they are told to be.
_OWN = _words("authorization content-type content-length accept host accept-encoding user-agent")


@dataclass(frozen=True, slots=True)
class _Script:
    """What the script is made of; in the strings of `body` each key of `uses` stands for a use."""

    call: _Call
    base: Phrase
    query: Phrase
    key: Phrase | None
    headers: tuple[tuple[str, Phrase], ...]
    body: Mapping[str, JsonValue]
    uses: Mapping[str, Use]


def openai_script(request: Portable) -> str | Unsendable:
    """The script, or why there is none. Secrets are read from the environment."""
    address, query = _divided(request.url)
    last = address[-1] if address else ""
    call = next((c for c in _CALLS if isinstance(last, str) and last.endswith(c.path)), None)
    if call is None or request.method != "POST" or not isinstance(last, str):
        return Unsendable('the SDK sends "POST …/chat/completions" and "POST …/responses" alone')
    uses = {f"\ue000{number}\ue001": use for number, use in enumerate(_content_uses(request))}
    body = _body(request, uses)
    if isinstance(body, Unsendable):
        return body
    authorization = request.header("authorization")
    if request.user is not None or not _is_bearer(authorization):
        return Unsendable('the SDK sends "Authorization: Bearer …", found other credentials')
    script = _Script(
        call=call,
        base=phrase([*address[:-1], last.removesuffix(call.path)]),
        query=query,
        key=authorization and phrase([str(authorization[0])[len("Bearer ") :], *authorization[1:]]),
        headers=tuple(each for each in request.headers if each[0].lower() not in _OWN),
        body=body,
        uses=uses,
    )
    return "\n".join(_lines(script)) + "\n"


def _divided(url: Phrase) -> tuple[Phrase, Phrase]:
    """The address, and the query without its mark."""
    for index, part in enumerate(url):
        if isinstance(part, str) and "?" in part:
            before, _, after = part.partition("?")
            return phrase([*url[:index], before]), phrase([after, *url[index + 1 :]])
    return url, ()


def _is_bearer(value: Phrase | None) -> bool:
    return value is None or opening(value).lower().startswith("bearer ")


def _content_uses(request: Portable) -> list[Use]:
    return [part for part in request.content or () if isinstance(part, Use)]


def _body(request: Portable, uses: Mapping[str, Use]) -> Mapping[str, JsonValue] | Unsendable:
    """The content as JSON, a mark in the place of each use of a variable."""
    parts = request.content or ()
    marks = iter(uses)
    if request.file is not None or any(isinstance(part, bytes) for part in parts):
        return Unsendable("the SDK sends JSON, found a file as content")
    text = "".join(next(marks) if isinstance(part, Use) else str(part) for part in parts)
    value = parse_json(text)
    if isinstance(value, JsonFault) or not isinstance(value, dict):
        return Unsendable("the SDK sends a JSON object, found other content")
    if "model" not in value:
        return Unsendable('the SDK sends a "model", found none in the content')
    return value


def _lines(script: _Script) -> Iterator[str]:
    yield f'"""Sends a request with OpenAI\'s SDK: client.{script.call.method}.create."""'
    yield ""
    code = [*_client(script), "", *_create(script), *_printing(script)]
    yield from ["import os", ""] if any("os.environ" in line for line in code) else []
    yield "from openai import Omit, OpenAI" if script.key is None else "from openai import OpenAI"
    yield ""
    yield from code


def _client(script: _Script) -> Iterator[str]:
    headers = [f"{literal(name)}: {expression(value)}" for name, value in script.headers]
    yield "client = OpenAI("
    yield f"    base_url={expression(script.base)},"
    yield f"    api_key={expression(script.key) if script.key is not None else literal('none')},"
    if headers:
        yield f"    default_headers={{{', '.join(headers)}}},"
    if script.query:
        yield f"    default_query={_query(script.query)},"
    yield "    max_retries=0,"
    yield ")"


def _query(query: Phrase) -> str:
    """The query's parameters; a variable may be in use in a value."""
    marks = {f"\ue000{n}\ue001": part for n, part in enumerate(query) if isinstance(part, Use)}
    names = {use: mark for mark, use in marks.items()}
    text = "".join(names[part] if isinstance(part, Use) else part for part in query)
    pairs = parse_qsl(text, keep_blank_values=True)
    return value_expression(dict(pairs), marks)


def _create(script: _Script) -> Iterator[str]:
    known = {k: v for k, v in script.body.items() if k in script.call.parameters}
    extra = {k: v for k, v in script.body.items() if k not in known}
    yield f"reply = client.{script.call.method}.create("
    for name, value in known.items():
        yield f"    {name}={value_expression(value, script.uses, 1)},"
    if extra:
        yield f"    extra_body={value_expression(extra, script.uses, 1)},"
    if script.key is None:
        yield '    extra_headers={"Authorization": Omit()},'
    yield ")"


def _printing(script: _Script) -> Iterator[str]:
    if script.body.get("stream") is True:
        yield from script.call.streamed
    else:
        yield script.call.whole
