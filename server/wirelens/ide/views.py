"""The views of a run by their names, and the one way out that each of them takes."""

from collections.abc import Callable

from wirelens.ide.body import body_view
from wirelens.ide.escapes import visible, visible_json
from wirelens.ide.json_view import json_view
from wirelens.ide.measures import counted
from wirelens.ide.raw import raw_view
from wirelens.ide.reply_view import reply_view
from wirelens.ide.stats import stats_view
from wirelens.ide.timeline import timeline_view
from wirelens.stream.run import Run

VIEWS: dict[str, Callable[[Run], str]] = {
    "reply": reply_view,
    "timeline": timeline_view,
    "raw": raw_view,
    "json": json_view,
    "stats": stats_view,
    "body": body_view,
}

SHOWN = 10 * 1024 * 1024  # characters; editors stop to be usable beyond
SHOWN_HEAD = 4 * 1024 * 1024


def view(name: str, run: Run) -> str:
    """The view `name`: no secret, no control character, no more than an editor can show."""
    text = VIEWS[name](run)
    if run.pending:
        # What may be the beginning of a secret waits until it is known not to be.
        text, _ = run.redaction.split(text)
    show = visible_json if name == "json" else visible
    return _clipped(show(run.redaction.redact(text)))


def _clipped(text: str) -> str:
    if len(text) <= SHOWN:
        return text
    tail = text.find("\n", len(text) - SHOWN + SHOWN_HEAD) + 1 or len(text) - SHOWN + SHOWN_HEAD
    left_out = counted(tail - SHOWN_HEAD, "character")
    return f"{text[:SHOWN_HEAD]}\n… {left_out} are left out here …\n{text[tail:]}"
