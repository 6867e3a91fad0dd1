"""A request as one curl command that sends the very same bytes.

Where the request names no `User-Agent`, `Accept` or `Accept-Encoding`, each program sends its own.
"""

import re
from collections.abc import Iterator

from wirelens.ide.draft import Use, phrase
from wirelens.ide.portable import Portable
from wirelens.ide.shell_text import printf_arguments, shell_word

_LARGEST_ARGUMENT = 100_000  # bytes; Linux allows 128 KiB for one argument
_EXPECTING = 1024 * 1024  # curl asks for a 100 before it sends more bytes than these
_GLOB = re.compile(r"[\[\]{}]")


def curl_text(request: Portable) -> str:
    """The command, one option a line; before it a comment for each variable to be prepared."""
    comments = (f"# {each.name}: {each.how}\n" for each in request.wanted if each.how)
    piped = _is_piped(request)
    feed = f"printf {printf_arguments(request.content or ())} | " if piped else ""
    command = " \\\n  ".join(_options(request, piped=piped))
    return f"{''.join(comments)}{feed}{command}\n"


def _options(request: Portable, *, piped: bool) -> Iterator[str]:
    yield " ".join(["curl", *_letters(request), shell_word(request.url)])
    if request.user is not None:
        yield f"-u {shell_word(request.user)}"
    for name, value in request.headers:
        yield f"-H {shell_word(phrase((f'{name}: ', *value) if value else (f'{name};',)))}"
    if _has_content(request) and request.header("content-type") is None:
        yield "-H Content-Type:"
    if _size(request) > _EXPECTING and request.header("expect") is None:
        yield "-H Expect:"
    if request.connect is not None:
        yield f"--connect-timeout {request.connect:g}"
    if request.total is not None:
        yield f"--max-time {request.total:g}"
    if request.file is not None:
        yield f"--data-binary {shell_word((f'@{request.file}',))}"
    elif piped:
        yield "--data-binary @-"
    elif request.content is not None:
        yield f"--data-raw {shell_word(request.content)}"


def _letters(request: Portable) -> Iterator[str]:
    if request.streams:
        yield "-N"
    if request.follows_redirects:
        yield "-L"
    if not request.checks_certificate:
        yield "-k"
    if any(_GLOB.search(part) for part in request.url if isinstance(part, str)):
        yield "-g"
    if request.method == "HEAD" and not _has_content(request):
        yield "--head"
    elif request.method != ("POST" if _has_content(request) else "GET"):
        yield f"-X {request.method}"


def _has_content(request: Portable) -> bool:
    return request.content is not None or request.file is not None


def _size(request: Portable) -> int:
    parts = (part for part in request.content or () if not isinstance(part, Use))
    return sum(len(p if isinstance(p, bytes) else p.encode("utf-8", "replace")) for p in parts)


def _is_piped(request: Portable) -> bool:
    """Whether the content does not fit into an argument: it is too long, or has a NUL in it."""
    if request.file is not None or request.content is None:
        return False
    has_nul = any(
        b"\0" in part if isinstance(part, bytes) else "\0" in part
        for part in request.content
        if not isinstance(part, Use)
    )
    return has_nul or _size(request) > _LARGEST_ARGUMENT
