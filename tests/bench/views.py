"""What one refresh of each view costs while a stream of 1 000 to 100 000 events is still coming.

Run with `PYTHONPATH=server python tests/bench/views.py`, `--secret` with a secret to mask. Not a
test: it prints a table, the median CPU time of a few refreshes, each after one more event.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from wirelens.ide.diagnostics import run_diagnostics
from wirelens.ide.growing import GrowingView
from wirelens.ide.view_places import view_diagnostics
from wirelens.ide.views import VIEWS
from wirelens.secret import Redaction, Secret
from wirelens.stream.run import Head, Requested, Run
from wirelens.syntax.parse import parse
from wirelens.syntax.requests import requests

SIZES = (1_000, 10_000, 100_000)
REFRESHES = 7
HEADERS = (("content-type", "text/event-stream"),)
WORDS = ("The ", "trains ", "leave ", "Porto ", "at ", "night.\n", "- ", "`slowly` ")


def main() -> None:
    """Prints the costs."""
    secrets = [Secret("sk-4f1c9a7be2d85f60", "bench")] if "--secret" in sys.argv else []
    print(f"{'view':<22}" + "".join(f"{size:>12,}" for size in SIZES))
    runs = [streaming(size, secrets) for size in SIZES]
    for name in VIEWS:
        print(row(name, [refreshed(run, GrowingView(name, run).feed) for run in runs]))
    for name in ("raw", "timeline"):
        costs = [refreshed(run, partial(view_diagnostics, name, run)) for run in runs]
        print(row(f"diagnostics of {name}", costs))
    ((_, block),) = requests(parse("POST http://h/x\n").file)
    costs = [refreshed(run, partial(run_diagnostics, 0, block, run)) for run in runs]
    print(row("diagnostics in file", costs))


def row(name: str, costs: list[float]) -> str:
    """A line of the table."""
    return f"{name:<22}" + "".join(f"{cost:>9.1f} ms" for cost in costs)


def streaming(events: int, secrets: list[Secret]) -> Run:
    """A run that has brought so many deltas, a third of them reasoning, and goes on."""
    run = Run(Requested("POST", "http://h/x"), redaction=Redaction(secrets))
    run.head(Head(0.1, 200, "OK", "HTTP/1.1", HEADERS))
    for number in range(events):
        run.read(0.1 + number / 1000, delta(number, number < events // 3))
    return run


def delta(number: int, is_thought: bool) -> bytes:
    """One event as `openai-chat` has it."""
    said = {"reasoning_content" if is_thought else "content": WORDS[number % len(WORDS)]}
    choice = {"index": 0, "delta": said, "finish_reason": None}
    chunk = {"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def refreshed(run: Run, refresh: Callable[[], object]) -> float:
    """The median cost of a refresh in milliseconds, the first one left aside."""
    refresh()
    costs = []
    for _ in range(REFRESHES):
        number = run.log.events
        run.read(0.1 + number / 1000, delta(number, False))
        started = time.process_time()
        refresh()
        costs.append((time.process_time() - started) * 1000)
    return statistics.median(costs)


if __name__ == "__main__":
    main()
