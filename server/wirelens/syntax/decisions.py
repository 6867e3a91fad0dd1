"""What a construct means where the tools disagree: the rows of the conflict table.

The setting `syntax` chooses a column. `docs/request-files.md` shows the table to people.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto


class Separation(Enum):
    """What ends a request."""

    HASHES = auto()  # `###` at the first column
    METHODS = auto()  # the same, and any line that starts with a method (httpyac)
    COMMENTS = auto()  # any line that starts with `#` (Emacs' restclient-mode)
    FENCES = auto()  # `###` inside the `http` fences of a Markdown document


@dataclass(frozen=True, slots=True)
class Decisions:
    """One column of the table, a field for each row."""

    separation: Separation = Separation.HASHES
    # Whether a variable of the environment hides one of the file.
    environment_first: bool = False
    # Whether a variable used above its definition is told, because other tools read downwards.
    tells_early_use: bool = True
    # How `@name` may look without a hint; None: any text.
    plain_name: re.Pattern[str] | None = re.compile(r"\w+")
    # Whether `# @word` is told where no directive has that name, not only a near miss.
    tells_every_unknown: bool = False
    # Seconds that a bare number of `@timeout` counts.
    timeout_unit: float = 1.0
    # How many of its units `$timestamp` counts in a second.
    timestamps_per_second: int = 1
    # `$randomInt` without arguments is below this.
    random_limit: int = 1000
    # Whether the formats of `$datetime` are .NET's, not Day.js'.
    dotnet_dates: bool = False


AUTO = Decisions()

DECISIONS: Mapping[str, Decisions] = {
    "auto": AUTO,
    "restclient": Decisions(tells_early_use=False),
    "jetbrains": Decisions(environment_first=True, plain_name=None),
    "httpyac": Decisions(
        separation=Separation.METHODS,
        plain_name=re.compile(r"[A-Za-z_$][\w$]*"),
        timeout_unit=0.001,
        timestamps_per_second=1000,
    ),
    "kulala": Decisions(
        tells_early_use=False,
        plain_name=None,
        tells_every_unknown=True,
        random_limit=10_000_000,
    ),
    "vs": Decisions(plain_name=re.compile(r"[\w.@]+"), dotnet_dates=True),
}

_MARKDOWN = (".md", ".markdown")


def decisions_for(syntax: str, file_name: str) -> Decisions:
    """The column of a setting, for a file of this name: of Markdown only the fences are read."""
    decisions = DECISIONS[syntax]
    if file_name.lower().endswith(_MARKDOWN):
        return replace(decisions, separation=Separation.FENCES)
    return decisions
