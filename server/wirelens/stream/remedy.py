"""What the request file could say about its stream instead: data, for whoever can edit it."""

from dataclasses import dataclass

from wirelens.stream.rules import RuleSlot


@dataclass(frozen=True, slots=True)
class UseRule:
    """Reads a slot by a path; `sample` is the beginning of what it would have yielded."""

    slot: RuleSlot
    path: str
    sample: str

    @property
    def written(self) -> str:
        """The value of the directive; the slot `text` goes without saying."""
        return self.path if self.slot == "text" else f"{self.slot}: {self.path}"


@dataclass(frozen=True, slots=True)
class UseDialect:
    """Merges by the dialect that the events show."""

    dialect: str


@dataclass(frozen=True, slots=True)
class UseEvents:
    """Merges the events of a type that came."""

    type: str


Remedy = UseRule | UseDialect | UseEvents
