"""Answers about a word of a long reply: `PYTHONPATH=server:tests python tests/bench/trace.py`.

CPU time in milliseconds: of the first question after the run has grown or ended, and of the next.
"""

import json
import time
from collections.abc import Callable

from runs import played, reasoning, text, tool
from wirelens.ide.provenance import Shown, Traces, events_at, highlights, places, told
from wirelens.ide.views import view
from wirelens.stream.run import Run

EVENTS = 10_000
WORDS = ("Hello", " wor", "ld", " the", " sky is\n\n", "“blue”", " and", " code `x`")
VIEWS = ("reply", "raw", "timeline", "json")


def runs() -> dict[str, Run]:
    """Long replies, whose words came in several events."""
    words = [WORDS[number % len(WORDS)] for number in range(EVENTS)]
    code = json.dumps({"code": "".join(words)})
    size = -(-len(code) // EVENTS)
    pieces = [code[start : start + size] for start in range(0, len(code), size)]
    calls = [tool(piece, None if number else "run") for number, piece in enumerate(pieces)]
    kinds = {"answer": text(*words), "reasoning": reasoning(*words), "tool call": calls}
    return {
        name: played(*((0.5 + 0.01 * number, each) for number, each in enumerate(events)), end=400)
        for name, events in kinds.items()
    }


def main() -> None:
    """Prints the table."""
    print(f"{'':22}{'hover':>15}{'definition':>15}{'highlights':>15}")
    for kind, run in runs().items():
        for name in VIEWS:
            shown, traces = Shown(name, view(name, run)), Traces(run)
            cells = (_spent(ask, traces, shown) for ask in (told, _definition, highlights))
            print(f"{kind:11}{name:11}" + "".join(f"{cell:>15}" for cell in cells))


def _spent(ask: Callable[[Traces, Shown, int], object], traces: Traces, shown: Shown) -> str:
    spent: list[str] = []
    for offset in (len(shown.text) // 2, len(shown.text) * 2 // 3):
        started = time.thread_time()
        ask(traces, shown, offset)
        spent.append(f"{(time.thread_time() - started) * 1000:.1f}")
    return " / ".join(spent)


def _definition(traces: Traces, shown: Shown, offset: int) -> object:
    return places(traces, events_at(traces, shown, offset), "raw", None)


if __name__ == "__main__":
    main()
