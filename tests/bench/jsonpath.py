"""What evaluating a path costs: ours, plain indexing and jsonpath-ng, in the same run.

`python tests/bench/jsonpath.py` prints nanoseconds; the first row is held to five times indexing.
"""

import json
import sys
import timeit
from collections.abc import Callable

from jsonpath_ng.parser import parse

from wirelens.jsonpath import PathProblem, compile_path
from wirelens.jsonvalue import JsonValue, parse_json

CHUNK = (
    '{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1694268190,"model":"gpt",'
    '"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}],"usage":null}'
)
SINGULAR = "$.choices[0].delta.content"
QUERIES = ("$.choices[*].delta.content", "$.choices[?@.index==0].delta.content", "$..content")
ROUNDS, CALLS = 50, 2000
ALLOWED = 5.0


def nanoseconds(call: Callable[[], object]) -> float:
    return min(timeit.repeat(call, number=CALLS, repeat=ROUNDS)) / CALLS * 1e9


def indexed(chunk: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    try:
        return [chunk["choices"][0]["delta"]["content"]]
    except (KeyError, IndexError, TypeError):
        return []


def found(text: str, chunk: JsonValue) -> Callable[[], object]:
    path = compile_path(text)
    assert not isinstance(path, PathProblem)
    return lambda: path.find(chunk)


def main() -> int:
    chunk = json.loads(CHUNK)
    library = parse(SINGULAR)
    plain = nanoseconds(lambda: indexed(chunk))
    ours = nanoseconds(found(SINGULAR, chunk))
    rows = {
        "plain indexing": plain,
        f"path {SINGULAR}": ours,
        f"jsonpath-ng {SINGULAR}": nanoseconds(lambda: library.find(chunk)),
    }
    rows |= {f"path {text}": nanoseconds(found(text, chunk)) for text in QUERIES}
    rows[f"compile {SINGULAR}"] = nanoseconds(lambda: compile_path(SINGULAR))
    rows["json.loads"] = nanoseconds(lambda: json.loads(CHUNK))
    rows["parse_json"] = nanoseconds(lambda: parse_json(CHUNK))
    for name, cost in rows.items():
        sys.stdout.write(f"{cost:10.0f} ns {cost / plain:7.1f}x  {name}\n")
    return 0 if ours <= ALLOWED * plain else 1


if __name__ == "__main__":
    sys.exit(main())
