"""Which events brought which characters of a view, whatever the view."""

from typing import Protocol

from wirelens.text import Span


class Trace(Protocol):
    """One view of a run as it is now. Events are numbered from 1."""

    text: str  # of the view, but for an end that no event brought; what spans count in

    def events(self, span: Span) -> list[int]:
        """The events that brought a span; empty where it is nothing that came."""

    def places(self, event: int) -> list[Span]:
        """Where in the text stands what an event brought, in order."""
