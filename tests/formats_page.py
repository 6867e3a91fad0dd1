"""Writes `docs/formats.md` from the table of the formats: `python tests/formats_page.py`."""

from typing import get_args

from corpus import ROOT
from wirelens.stream.dialects.format import Format, Merged
from wirelens.stream.dialects.table import FORMATS

PAGE = ROOT / "docs" / "formats.md"
COMMAND = "python tests/formats_page.py"

_BEFORE = """\
# Formats

Each format is merged by a *dialect*. `# @merge auto`, the default, finds it by the payload of the
first events, never by the host or the path; `# @merge` with a dialect's id names it. Server-sent
events, JSON lines, a JSON array and the binary event stream of AWS are told by their bytes. For a
format that is not here write `# @jsonpath` rules.
"""
_MERGED = """
## What is merged

*Several messages*: choices, candidates or messages of one body stay apart. An error is told also
where the reply has begun.
"""
_TOLD = """
## How a format is told, and how it ends

An event is held against the formats in this order; the first that fits is it. A reply is `complete`
if its terminator or a finish reason came, and `truncated` if neither did. Where one is missing
beside the other, that is a [finding](findings.md). `[DONE]` is a terminator in every format. What a
Bedrock agent says has no end but that of the body.
"""


def page() -> str:
    """The page as Markdown."""
    merged: tuple[Merged, ...] = get_args(Merged)
    heads = ["dialect", *merged]
    marks = [
        [_named(each), *("✓" if part in each.merges else "–" for part in merged)]
        for each in sorted(FORMATS, key=lambda each: each.dialect.id)
    ]
    rows = [[f"`{each.dialect.id}`", each.name, each.told_by, end_of(each)] for each in FORMATS]
    told = _table(["dialect", "format", "told by", "ends with"], rows)
    return "".join((_BEFORE, _MERGED, _table(heads, marks), _TOLD, told))


def end_of(row: Format) -> str:
    """How a whole reply ends."""
    terminator = row.dialect.terminator
    end = "the end of the body" if terminator is None else f"`{terminator}`"
    if terminator is None and row.ends_without_data:
        end = f"`{row.ends_without_data}` or {end}"
    finishes = row.always_finishes or terminator is None
    return f"a finish reason, then {end}" if finishes else end


def _named(row: Format) -> str:
    """The dialect; with the format's name where several formats share it."""
    shared = [each for each in FORMATS if each.dialect.id == row.dialect.id]
    return f"`{row.dialect.id}`" + (f" ({row.name})" if len(shared) > 1 else "")


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
