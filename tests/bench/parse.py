"""What parsing costs: a whole file, and one keystroke in it.

`PYTHONPATH=server python tests/bench/parse.py` prints milliseconds. Keystrokes fall anywhere in the
file: in turn a letter typed and the letter taken back.
"""

import gc
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import quantiles

from wirelens.cli import GARBAGE_THRESHOLDS
from wirelens.syntax.parse import edited, parse
from wirelens.text import Span

REQUEST = """### Request {0}
# @name r{0}
@v{0} = 5
POST https://example.com/api/{0}
Content-Type: application/json
X-Id: {{{{v{0}}}}}

{{"a": 1, "b": "some text to fill the line"}}

"""
SIZES = (10, 100, 1000, 10_000)
KEYSTROKES = 1000


def file_of(count: int) -> str:
    """A file of so many requests."""
    return "".join(REQUEST.format(number) for number in range(count))


def best(action: Callable[[], object], times: int) -> float:
    """The shortest of so many runs, in seconds."""
    return min(_seconds(action) for _ in range(times))


def keystrokes(text: str) -> list[float]:
    """The seconds that each of many edits took."""
    chance = random.Random(1)
    parsed = parse(text)
    found = []
    for _ in range(KEYSTROKES // 2):
        at = chance.randrange(len(text))
        for span, letter in ((Span(at, at), "x"), (Span(at, at + 1), "")):
            start = time.perf_counter()
            parsed = edited(parsed, span, letter)
            found.append(time.perf_counter() - start)
    return found


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main() -> None:
    """Prints one line for each size."""
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    first = _seconds(lambda: parse("GET https://example.com"))
    lines = [f"first parse, with the grammar compiled: {first * 1000:.0f} ms"]
    for count in SIZES:
        text = file_of(count)
        whole = best(partial(parse, text), max(3, 1000 // count)) * 1000
        percentiles = quantiles(keystrokes(text), n=100)
        p50, p99 = percentiles[49] * 1000, percentiles[98] * 1000
        lines.append(
            f"{count:6} requests: parse {whole:8.2f} ms, keystroke p50 {p50:.3f} p99 {p99:.3f} ms"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
