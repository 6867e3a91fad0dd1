"""Bodies that providers really sent, as the index of the recorded data tells of them."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import corpus
from replies import ARRAY, NDJSON, SSE, cuts, run_of
from wirelens.jsonvalue import JsonValue
from wirelens.stream.run import Run

_MEDIA_TYPES = {
    "sse": SSE,
    "ndjson": NDJSON,
    "json-array": ARRAY,
    "aws-eventstream": "application/vnd.amazon.eventstream",
}
_DIALECTS = {  # as the index calls the format: the dialect, where it has another name
    "vercel-data-stream-v4": "vercel-data-v4",
    "tgi-generate": "tgi",
    "jsonrpc-sse": "mcp",
    "error-only": "unknown",
    "openai-media": "unknown",
}
_FOLDERS = ("langgraph", "coze")  # of bodies that the index calls unknown: the dialect


@dataclass(frozen=True)
class Recorded:
    """One recorded body; `events` is how many it holds, `expected` what the SDK made of it."""

    file: str
    format: str
    framing: str
    defects: str
    events: int
    has_done: bool
    body: bytes
    expected: dict[str, JsonValue] | None = None

    @property
    def dialect(self) -> str:
        """The dialect that its label means."""
        folder = self.file.partition("/")[0]
        if self.format == "unknown" and folder in _FOLDERS:
            return folder
        return _DIALECTS.get(self.format, self.format)

    def run(self, chunks: list[bytes] | None = None) -> Run:
        """The body, received as `chunks` or whole."""
        return run_of(chunks or [self.body], _MEDIA_TYPES.get(self.framing, "text/plain"))

    def ways(self) -> Iterator[tuple[str, Run]]:
        """The body byte by byte, cut at random places, and with the other line ends."""
        _, *ways = cuts(self.body)
        for name, chunks in zip(("byte by byte", *["cut at random"] * 3), ways, strict=True):
            yield name, self.run(chunks)
        if self.framing != "aws-eventstream":
            yield "other line ends", replace(self, body=_other_line_ends(self.body)).run()

    def closed(self) -> "Recorded":
        """With the blank line that dispatches its last event; some were recorded without one."""
        is_open = self.framing == "sse" and not self.body.endswith((b"\n\n", b"\r\n\r\n"))
        return replace(self, body=self.body + b"\n\n") if is_open else self

    def spaced(self) -> "Recorded":
        """With the blank lines that belong between its events; some were stored without any."""
        lines = self.body.decode().splitlines()
        first = lines[0].partition(":")[0]
        spaced = [f"\n{line}" if line.startswith(f"{first}:") else line for line in lines if line]
        return replace(self, body="\n".join([*spaced, "\n"]).encode())


@cache
def recorded() -> tuple[Recorded, ...]:
    """All of them, as they are; skips the test where there are none."""
    folder = corpus.path("streams")
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        return tuple(_of_row(folder, row) for row in csv.DictReader(index, delimiter="\t"))


def _of_row(folder: Path, row: dict[str, str]) -> Recorded:
    path = folder / row["file"]
    return Recorded(
        row["file"],
        row["format"],
        row["framing"],
        row["nonconforming"],
        int(row["n_events"]),
        "DONE" in row["features"].split(","),
        path.read_bytes(),
        _json(path.with_suffix(".expected.json")) if row["expected"] else None,
    )


def _json(path: Path) -> dict[str, JsonValue]:
    value = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value


def _other_line_ends(body: bytes) -> bytes:
    is_crlf = b"\r\n" in body
    return body.replace(b"\r\n", b"\n") if is_crlf else body.replace(b"\n", b"\r\n")
