"""A request as a Python script that sends it with httpx and prints the reply as it streams."""

from collections.abc import Iterator

from wirelens.ide.draft import Phrase, Use
from wirelens.ide.portable import Portable
from wirelens.ide.python_text import content_expression, expression, literal

_IDLE = 120  # seconds; httpx alone waits for 5, which a model that thinks outlasts
_CONNECT = 10


def httpx_script(request: Portable) -> str:
    """The script. Secrets are read from the environment."""
    return "\n".join(_lines(request)) + "\n"


def _lines(request: Portable) -> Iterator[str]:
    yield f'"""Sends {_said(request)} and prints the reply as it comes."""'
    yield ""
    yield from _imports(request)
    yield ""
    for each in request.wanted:
        if each.how:
            yield f"# {each.name}: {each.how}"
    headers = list(_headers(request))
    if headers:
        yield "headers = ["
        yield from (f"    {each}," for each in headers)
        yield "]"
    if (content := _content(request)) is not None:
        yield f"content = {content}"
    yield ""
    yield "with httpx.stream("
    yield from (f"    {each}," for each in _arguments(request, has_headers=bool(headers)))
    yield ") as response:"
    yield "    print(response.status_code, response.reason_phrase, file=sys.stderr)"
    yield "    for text in response.iter_text():"
    yield '        print(text, end="", flush=True)'


def _said(request: Portable) -> str:
    name = " ".join(request.name.replace('"', "'").replace("\\", "/").split())
    return f'"{name}"' if name else f"a {request.method} request"


def _imports(request: Portable) -> Iterator[str]:
    names = ["sys"]
    names += ["base64"] if request.user is not None else []
    names += ["os"] if _uses(request) else []
    yield from (f"import {name}" for name in sorted(names))
    if request.file is not None:
        yield "from pathlib import Path"
    yield ""
    yield "import httpx"


def _uses(request: Portable) -> bool:
    phrases: list[Phrase] = [request.url, request.user or (), *(v for _, v in request.headers)]
    parts = [part for each in phrases for part in each]
    return any(isinstance(part, Use) for part in (*parts, *(request.content or ())))


def _headers(request: Portable) -> Iterator[str]:
    for name, value in request.headers:
        written = expression(value)
        # httpx takes text of ASCII alone.
        is_ascii = all(part.isascii() for part in value if isinstance(part, str))
        pair = (
            (literal(name), written) if is_ascii else (f"b{literal(name)}", f"{_encoded(written)}")
        )
        yield f"({pair[0]}, {pair[1]})"
    if request.user is not None:
        encoded = f"base64.b64encode({_encoded(expression(request.user))}).decode()"
        yield f'("Authorization", "Basic " + {encoded})'


def _encoded(written: str) -> str:
    return f"({written}).encode()" if " + " in written else f"{written}.encode()"


def _content(request: Portable) -> str | None:
    if request.file is not None:
        return f"Path({literal(request.file)}).read_bytes()"
    return None if request.content is None else content_expression(request.content)


def _arguments(request: Portable, *, has_headers: bool) -> Iterator[str]:
    yield literal(request.method)
    yield expression(request.url)
    if has_headers:
        yield "headers=headers"
    if request.content is not None or request.file is not None:
        yield "content=content"
    yield f"timeout=httpx.Timeout({_IDLE}, connect={request.connect or _CONNECT:g})"
    if request.follows_redirects:
        yield "follow_redirects=True"
    if not request.checks_certificate:
        yield "verify=False"
