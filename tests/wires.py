"""What goes over the wire for a request, ours and curl's, in a form in which the two compare."""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from scopes import scope
from servers import scripted
from servers.behaviours import whole
from servers.connection import Connection
from wirelens.ide.scope import Scope
from wirelens.run.outgoing import Options, OutgoingRequest
from wirelens.run.request import prepare
from wirelens.run.transport import exchange
from wirelens.run.workspace import Workspace
from wirelens.syntax.parse import parse

CURL = shutil.which("curl")
needs_curl = pytest.mark.skipif(CURL is None, reason="the command curl is not installed")

# Each program has its own of these where the request names none; neither is told to the other.
_DEFAULTS = re.compile(
    r"user-agent: (?:curl|wirelens|python-httpx)/\S+|accept: \*/\*|connection: keep-alive"
    r"|accept-encoding: (?:identity|(?:(?:gzip|deflate|br|zstd)(?:, )?)+)"
    r"|expect: 100-continue|content-length: 0"
)
_BOUNDARY = re.compile(r'boundary="?([^";]+)')


@dataclass(frozen=True, slots=True)
class Sent:
    """A request: its first line, its fields in small letters and sorted, its content."""

    line: str
    fields: tuple[str, ...]
    content: bytes


def sent(connection: Connection) -> Sent:
    """What a server received, without the programs' own defaults and with one boundary."""
    assert connection.requested.wait(scripted.PATIENCE), connection.received
    line, *fields = connection.head.split("\r\n")
    content = connection.body
    pairs = (field.partition(":")[::2] for field in fields)
    texts = [f"{name.lower()}: {value.strip()}" for name, value in pairs]
    kept = [text for text in texts if not _DEFAULTS.fullmatch(text)]
    found = next(filter(None, map(_BOUNDARY.search, kept)), None)
    if found:
        # Boundaries are of different lengths, and so is the content.
        kept = [each.replace(found[1], "B") for each in kept if "content-length" not in each]
        content = content.replace(found[1].encode(), b"B")
    return Sent(line, tuple(sorted(kept)), content)


def outgoing(text: str, folder: Path, known: Scope | None = None) -> OutgoingRequest:
    """The one request in the text of a request file."""
    known = known or scope(text)
    found = prepare(parse(text).file.blocks[-1], known, Workspace(folder, folder), Options())
    assert isinstance(found, OutgoingRequest), (text, found)
    return found


def sent_by_us(server: scripted.Server, request: OutgoingRequest) -> Sent:
    """What the server receives when we send the request."""

    async def send() -> None:
        async for _ in exchange(request):
            pass

    number = len(server.connections)
    asyncio.run(send())
    return sent(server.connection(number))


def sent_by_curl(
    server: scripted.Server, command: str, folder: Path, environ: Mapping[str, str] | None = None
) -> Sent:
    """What the server receives when bash runs the command."""
    number = len(server.connections)
    script = folder / "command.sh"
    script.write_text(command, encoding="utf-8")
    done = subprocess.run(
        ["bash", str(script)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **(environ or {})},
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    return sent(server.connection(number))


def answering() -> scripted.Server:
    """A server that answers every request with nothing."""
    return scripted.serve(whole(b""))
