"""The URIs of views: `wirelens://run/SLOT/NAME.reply.md`.

An authority, plain characters only, an extension that gives the language: with one slash Neovim
takes the name for a path, and percent-encoding does not survive every client.
"""

import re
from dataclasses import dataclass

SCHEME = "wirelens"
EXTENSIONS = {
    "reply": "reply.md",
    "timeline": "timeline",
    "raw": "sse",
    "json": "json",
    "stats": "stats.md",
    "body": "body.txt",
}
_VIEWS = {extension: view for view, extension in EXTENSIONS.items()}
_URI = re.compile(rf"{SCHEME}:/+run/+(\d+)(p?)/+[a-z0-9_-]*\.([a-z.]+)")
_RUNS = f"{SCHEME}://run/"
_NO_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class ViewName:
    """Which view of which run: the slot's last run, or the one before it."""

    slot: int
    view: str
    previous: bool = False


def view_uri(name: ViewName, title: str) -> str:
    """The URI of a view; `title` is only there for the reader."""
    slug = _NO_PLAIN.sub("-", title.lower()).strip("-")[:40] or "request"
    before = "p" if name.previous else ""
    return f"{_RUNS}{name.slot}{before}/{slug}.{EXTENSIONS[name.view]}"


def view_path(uri: str) -> str:
    """Where below a folder of views the view of a URI is a file: a run and the one before apart."""
    return uri.removeprefix(_RUNS)


def view_name_at(path: str) -> ViewName | None:
    """What a path names that `view_path` gave, its slashes as in a URI."""
    return view_name(_RUNS + path)


def view_name(uri: str) -> ViewName | None:
    """What a URI names, however the client has rewritten its slashes; None if it names no view."""
    match = _URI.fullmatch(uri)
    view = _VIEWS.get(match[3]) if match else None
    return ViewName(int(match[1]), view, bool(match[2])) if match and view else None
