"""Bodies that providers really sent, as the index of the recorded data tells of them."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import corpus
from replies import ARRAY, NDJSON, SSE, cuts, run_of
from wirelens.jsonvalue import JsonValue
from wirelens.stream.run import Run

MEDIA_TYPES = {
    "sse": SSE,
    "ndjson": NDJSON,
    "json-array": ARRAY,
    "aws-eventstream": "application/vnd.amazon.eventstream",
}
BYTE_BY_BYTE = 20_000  # longer bodies are cut at random only


@dataclass(frozen=True)
class Recorded:
    """One recorded body; `expected` is what the SDK made of it."""

    file: str
    format: str
    framing: str
    body: bytes
    expected: dict[str, JsonValue] | None = None

    def run(self, chunks: list[bytes] | None = None) -> Run:
        """The body, received as `chunks` or whole."""
        return run_of(chunks or [self.body], MEDIA_TYPES.get(self.framing, "text/plain"))

    def cuts(self) -> list[list[bytes]]:
        """The body byte by byte, where it is short enough, and cut at random places."""
        ways = list(cuts(self.body))
        return ways[1:] if len(self.body) <= BYTE_BY_BYTE else ways[2:]

    def with_crlf(self) -> "Recorded":
        """The same with other line ends; itself where the line ends are not those of text."""
        if self.framing not in ("sse", "ndjson", "prefixed-lines") or b"\r" in self.body:
            return self
        return replace(self, body=self.body.replace(b"\n", b"\r\n"))


def recorded() -> Iterator[Recorded]:
    """All of them; skips the test where there are none."""
    folder = corpus.path("streams")
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            path = folder / row["file"]
            expected = _json(path.with_suffix(".expected.json")) if row["expected"] else None
            yield Recorded(row["file"], row["format"], row["framing"], path.read_bytes(), expected)


def _json(path: Path) -> dict[str, JsonValue]:
    value = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value
