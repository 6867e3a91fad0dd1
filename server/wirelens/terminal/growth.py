"""Prints a text that grows: what is new, once, with secrets masked across the borders of pieces."""

from collections.abc import Iterable
from typing import Protocol

from wirelens.ide.growing import GrowingView
from wirelens.stream.run import Run
from wirelens.terminal.prose import Piece, prose
from wirelens.terminal.screen import RESET, Screen
from wirelens.terminal.wrapping import Wrapping


class Growth(Protocol):
    """A text of one run on its way to the screen."""

    begun: bool  # whether anything has been printed

    def show(self) -> None:
        """Prints what is new; a text that changed before its end waits for `finish`."""

    def finish(self) -> None:
        """Prints the rest. A text that did not only grow is printed again, whole."""


class ViewGrowth:
    """A view as the editors show it, for pipes and for every view but the reply."""

    def __init__(self, screen: Screen, run: Run, view: str) -> None:
        self._screen = screen
        self._view = GrowingView(view, run)
        self._length = 0
        self._changed = False
        # What is laid out anew at each step is printed once, when it is whole; and raw bytes wait
        # where a secret could come in two pieces.
        is_known = run.redaction.longest > 0
        self._grows = view in ("reply", "timeline") or (view == "raw" and not is_known)
        self.begun = False

    def show(self) -> None:
        """Prints what is new."""
        if self._grows:
            self._print_new()

    def _print_new(self) -> None:
        growth = self._view.feed()
        self._changed = self._changed or growth.keep < self._length
        if growth.text and not self._changed:
            self._screen.write(growth.text)
            self._length += len(growth.text)
            self.begun = True

    def finish(self) -> None:
        """Prints the rest, or all again."""
        self._print_new()
        if self._changed:
            self._screen.write("\n\n" + self._view.text)
        if not self._view.text.endswith("\n"):
            self._screen.write("\n")


class ProseGrowth:
    """The reply as prose, for a terminal."""

    def __init__(self, screen: Screen, run: Run) -> None:
        self._screen = screen
        self._run = run
        self._printed = ""
        self._mask = run.redaction.stream()
        self._wrapping = Wrapping()
        self.begun = False

    def show(self) -> None:
        """Prints what is new."""
        pieces = prose(self._run)
        whole = "".join(piece.text for piece in pieces)
        if len(whole) > len(self._printed) and whole.startswith(self._printed):
            self._print(_rest(pieces, len(self._printed)))
            self._printed = whole

    def finish(self) -> None:
        """Prints the rest, or all again."""
        pieces = prose(self._run)
        whole = "".join(piece.text for piece in pieces)
        if whole.startswith(self._printed):
            self._print(_rest(pieces, len(self._printed)))
        else:
            self._print([Piece("\n\n"), *pieces])
        self._screen.write(self._mask.flush())

    def _print(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            text = self._wrapping.feed(self._mask.feed(piece.text), self._screen.columns)
            if text and piece.style and self._screen.out_coloured:
                text = f"{piece.style}{text}{RESET}"
            if text:
                self._screen.write(text)
                self.begun = True


def growth(screen: Screen, run: Run, view: str) -> Growth:
    """On a terminal the reply grows as prose, everywhere else as the view's own text."""
    if view == "reply" and screen.out.isatty():
        return ProseGrowth(screen, run)
    return ViewGrowth(screen, run, view)


def _rest(pieces: Iterable[Piece], printed: int) -> Iterable[Piece]:
    for piece in pieces:
        if printed >= len(piece.text):
            printed -= len(piece.text)
            continue
        yield Piece(piece.text[printed:], piece.style)
        printed = 0
