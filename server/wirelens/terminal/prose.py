"""The growing reply for a terminal: reasoning dimmed, then the answer, then one line of facts.

A function of the run that yields styled pieces; while the run is pending they only grow at the end,
so that the terminal prints what is new and never redraws.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wirelens.ide.end_words import facts, verdict_in_words
from wirelens.ide.escapes import visible
from wirelens.ide.thinking import told
from wirelens.ide.views import VIEWS
from wirelens.stream.reply import Message, Part
from wirelens.stream.run import Run
from wirelens.stream.verdict import verdict
from wirelens.terminal.screen import BOLD, DIM, RED


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one style; the style is an escape sequence or nothing."""

    text: str
    style: str = ""


def prose(run: Run) -> list[Piece]:
    """The reply so far, and the facts when the run has ended."""
    pieces: list[Piece] = []
    for section in _sections(run):
        if pieces:
            pieces.append(Piece("\n\n"))
        pieces += section
    if run.pending:
        return pieces
    return [*pieces, *([Piece("\n\n")] if pieces else []), *_ending(run), Piece("\n")]


def _ending(run: Run) -> Iterator[Piece]:
    if verdict(run) not in ("complete", "stopped"):
        yield Piece(verdict_in_words(run) + "\n", RED)
    yield Piece(facts(run), DIM)


def _sections(run: Run) -> Iterator[list[Piece]]:
    messages = run.reply.messages
    if not any(message.parts for message in messages):
        yield from _instead(run)
        return
    for number, message in enumerate(messages, 1):
        if len(messages) > 1:
            yield [Piece(f"Message {number}", BOLD)]
        for part in message.parts.values():
            yield from _part(part, run.pending)
        yield from _citations(message)


def _instead(run: Run) -> Iterator[list[Piece]]:
    if run.framing == "none" and len(run.log.body):
        yield [Piece(VIEWS["body"](run).rstrip("\n"))]
    elif run.merger.dialect is None and run.log.events and not run.pending:
        yield [Piece(VIEWS["timeline"](run).rstrip("\n"))]


def _part(part: Part, pending: bool) -> Iterator[list[Piece]]:
    # Half a surrogate pair shows at the end of a run; before that its other half may come.
    text = part.slice(0, part.length) if pending else part.text
    match part.slot:
        case "text":
            apart = told(text)
            yield from _plain(apart.thought, DIM)
            yield from _plain(apart.answer, "")
        case "reasoning":
            yield from _plain(text, DIM)
        case "refusal":
            yield from _plain(f"Refusal: {text}", "")
        case "tool":
            yield [Piece(f"→ {visible(part.name or '?')} ", BOLD), Piece(visible(text))]


def _plain(text: str, style: str) -> Iterator[list[Piece]]:
    if shown := text.strip():
        yield [Piece(visible(shown), style)]


def _citations(message: Message) -> Iterator[list[Piece]]:
    if message.citations:
        yield [Piece(f"{len(message.citations)} citations: see --view json", DIM)]
