"""Reasoning that a model writes into its text, between `<think>` and `</think>` at the start of it.

The reply keeps such text whole, as the provider calls it; views show it for what it is.
"""

from dataclasses import dataclass

from wirelens.text import Span

OPENING = "<think>"
CLOSING = "</think>"


@dataclass(frozen=True, slots=True)
class Told:
    """A text apart: the thought at its start, what follows it, and whether the thought goes on."""

    thought: str
    answer: str
    thinking: bool


def told(text: str) -> Told:
    """`text` apart; a tag that is still incomplete at its end belongs to neither side yet."""
    body = text.lstrip()
    if not body.startswith(OPENING):
        undecided = OPENING.startswith(body)
        return Told("", "" if undecided else text, undecided and bool(body))
    thought, closing, answer = body[len(OPENING) :].partition(CLOSING)
    if closing:
        return Told(thought, answer.lstrip("\n"), False)
    return Told(_without_beginning_of(CLOSING, thought), "", True)


def told_at(text: str) -> tuple[Span, Span]:
    """Where in `text` the thought and the answer stand that `told` tells apart."""
    apart = told(text)
    start = text.find(OPENING) + len(OPENING) if apart.thought else 0
    thought = Span(start, start + len(apart.thought))
    return thought, Span(len(text) - len(apart.answer), len(text))


def begins_thinking(text: str) -> bool:
    """Whether a text that begins so is, or may become, a thought."""
    body = text.lstrip()
    return body.startswith(OPENING) or (bool(body) and OPENING.startswith(body))


def _without_beginning_of(tag: str, text: str) -> str:
    for length in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:length]):
            return text[:-length]
    return text
