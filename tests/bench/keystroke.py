"""What one keystroke costs in files of 10 to 10 000 requests: the edit, its parse, its lines.

Run with `PYTHONPATH=server python tests/bench/keystroke.py`. Not a test: it prints a table.
"""

import random
import statistics
import time

from lsprotocol import types

from wirelens.lsp.documents import opened

KEYSTROKES = 400
REQUEST = """### Request {n}
# @name request-{n}
POST https://api.example.com/v1/chat/completions?n={n}
Content-Type: application/json
Authorization: Bearer {{{{key}}}}

{{"model": "m", "stream": true, "messages": [{{"role": "user", "content": "hello {n}"}}]}}

"""


def main() -> None:
    """Prints the costs."""
    print("requests  median ms  p99 ms")
    for count in (10, 100, 1_000, 10_000):
        text = "".join(REQUEST.format(n=n) for n in range(count))
        document = opened(
            types.TextDocumentItem(uri="file:///a.http", language_id="http", version=1, text=text),
            types.PositionEncodingKind.Utf16,
        )
        lines = len(document.lines)
        chosen = random.Random(7)
        costs = []
        line = chosen.randrange(lines)
        for version in range(2, KEYSTROKES + 2):
            if version % 40 == 0:
                line = chosen.randrange(lines)
            at = types.Position(line=line, character=3)
            change = types.TextDocumentContentChangePartial(
                range=types.Range(start=at, end=at), text="x"
            )
            started = time.perf_counter()
            document.change(version, [change])
            costs.append((time.perf_counter() - started) * 1000)
        costs.sort()
        p99 = costs[int(len(costs) * 0.99)]
        print(f"{count:8}  {statistics.median(costs):9.3f}  {p99:6.3f}")


if __name__ == "__main__":
    main()
