"""What the JSON of a stream looks like: the paths in it, and which of them yield text."""

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from itertools import islice, pairwise

from wirelens.jsonpath import PathProblem, compile_path
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.remedy import UseRule
from wirelens.stream.rules import RuleSlot

NODES_LOOKED_AT = 500  # of one event, and paths of all
PROPOSALS = 3
LONGEST_PATH = 200

_REASONING = re.compile(r"reason|think|thought", re.IGNORECASE)
_TOOL = re.compile(r"tool|argument|function", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]|\d{10,}\Z")
_NO_TEXT = re.compile(r"(?:\b|_)(?:id|type|kind|event|status|object|role|model)\Z|[a-z]Id\Z")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def proposals(values: list[JsonValue]) -> list[UseRule]:
    """Rules for the strings that vary from event to event as text does, the longest first."""
    texts: dict[str, list[str]] = {}
    for path, text in _all_nodes(values):
        if isinstance(text, str):
            texts.setdefault(path, []).append(text)
    varying = [
        path
        for path, found in texts.items()
        if not _NO_TEXT.search(path) and _reads_as_text(found, len(values)) and _is_written(path)
    ]
    varying.sort(key=lambda path: _weight(texts[path]), reverse=True)
    return [UseRule(_slot(path), path, "".join(texts[path])) for path in varying[:PROPOSALS]]


def near_rules(slot: RuleSlot, path: str, values: list[JsonValue]) -> list[UseRule]:
    """Rules for what fits the slot at paths spelled much like `path`, the nearest first."""
    found: dict[str, list[JsonValue]] = {}
    for known, value in _all_nodes(values):
        if _FITS.get(slot, _is_text)(value) and value != "":
            found.setdefault(known, []).append(value)
    paths = [each for each in islice(found, NODES_LOOKED_AT) if _is_written(each)]
    whole = path if path.startswith("$") else f"$.{path}"
    near = get_close_matches(whole, paths, n=PROPOSALS, cutoff=0.75)
    return [UseRule(slot, each, _sample(slot, found[each])) for each in near]


def _is_text(value: JsonValue) -> bool:
    return isinstance(value, str)


_FITS: dict[RuleSlot, Callable[[JsonValue], bool]] = {
    "usage": lambda value: isinstance(value, dict | int | float) and not isinstance(value, bool),
    "error": lambda value: isinstance(value, str | dict),
}


def _sample(slot: RuleSlot, found: list[JsonValue]) -> str:
    """What the slot would hold: all texts joined, or the last value."""
    kept = found if slot in ("text", "reasoning", "tool") else found[-1:]
    return "".join(each if isinstance(each, str) else dump_json(each) for each in kept)


def _all_nodes(values: Iterable[JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    for value in values:
        yield from _nodes(value)


def _nodes(value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """The values in `value` with their paths, in order, up to a bound."""
    todo: list[tuple[str, JsonValue]] = [("$", value)]
    left = NODES_LOOKED_AT
    while todo and left:
        left -= 1
        path, each = todo.pop()
        yield path, each
        if isinstance(each, dict):
            todo += [(path + member_step(name), child) for name, child in reversed(each.items())]
        elif isinstance(each, list):
            todo += [(f"{path}[{i}]", child) for i, child in reversed(list(enumerate(each)))]


def member_step(name: str) -> str:
    """The step to a member (RFC 9535, section 2.3.1.1); a name of the peer stays on one line."""
    if _PLAIN_NAME.match(name):
        return f".{name}"
    return "['" + "".join(map(_quoted, name)) + "']"


def _quoted(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    if character.isprintable():
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def _is_written(path: str) -> bool:
    """Whether the path can stand in a file: half a surrogate pair cannot, nor what nobody reads."""
    return len(path) <= LONGEST_PATH and not isinstance(compile_path(path), PathProblem)


def _reads_as_text(texts: list[str], events: int) -> bool:
    """Neither a constant, nor a word out of a few, nor an identifier, nor a time."""
    said = [text for text in texts if text]
    if not said or all(_MOMENT.match(text) for text in said):
        return False
    if any(character.isspace() for text in said for character in text):
        return True
    if events == 1:
        return False
    distinct = set(said)
    if len(distinct) < 2 or len(distinct) * 3 <= len(said):
        return False
    return not (len({len(text) for text in said}) == 1 and len(said[0]) >= 8)


def _weight(texts: list[str]) -> int:
    """How much text a path yields; one that repeats what it said counts as its last value."""
    if len(texts) > 1 and all(b.startswith(a) for a, b in pairwise(texts)):
        return len(texts[-1]) // 2
    return sum(map(len, texts))


def _slot(path: str) -> RuleSlot:
    if _REASONING.search(path):
        return "reasoning"
    return "tool" if _TOOL.search(path) else "text"
