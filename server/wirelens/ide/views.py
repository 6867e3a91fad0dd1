"""The views of a run by their names, and the one way out that each of them takes."""

from collections.abc import Callable
from functools import partial

from wirelens.ide.body import body_view
from wirelens.ide.escapes import json_spellings, spellings, visible, visible_json
from wirelens.ide.json_view import json_view
from wirelens.ide.measures import counted
from wirelens.ide.raw import raw_view
from wirelens.ide.rendered import Rendered
from wirelens.ide.reply_view import reply_view
from wirelens.ide.rewriting import Edits, rewritten
from wirelens.ide.stats import stats_view
from wirelens.ide.timeline import timeline_view
from wirelens.secret import MASK
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
    return outward(name, run, VIEWS[name](run)).text


def outward(name: str, run: Run, text: str) -> Rendered:
    """What of the text of a view may be shown, and how."""
    rendered = Rendered(text)
    if run.pending:
        # What may be the beginning of a secret waits until it is known not to be.
        rendered = rendered.through(partial(_settled, run), partial(_unsettled, run))
    rendered = rendered.through(run.redaction.redact, partial(_masks, run))
    show, spell = (visible_json, json_spellings) if name == "json" else (visible, spellings)
    return rendered.through(show, spell).through(_clipped, _left_out)


def _settled(run: Run, text: str) -> str:
    return run.redaction.split(text)[0]


def _unsettled(run: Run, text: str) -> Edits:
    settled = len(text) - len(run.redaction.split(text)[1])
    return [*_masks(run, text[:settled]), (settled, len(text), "")]


def _masks(run: Run, text: str) -> Edits:
    return ((start, end, MASK) for start, end in run.redaction.spans(text))


def _clipped(text: str) -> str:
    return rewritten(text, _left_out(text)) if len(text) > SHOWN else text


def _left_out(text: str) -> Edits:
    """The middle of a very long text."""
    tail = text.find("\n", len(text) - SHOWN + SHOWN_HEAD) + 1 or len(text) - SHOWN + SHOWN_HEAD
    left_out = counted(tail - SHOWN_HEAD, "character")
    # Two edits: the sentence was not made from what it stands for.
    sentence = f"\n… {left_out} are left out here …\n"
    return [(SHOWN_HEAD, tail, ""), (tail, tail, sentence)]
