"""Values as Python expressions that people like to read."""

import re
from collections.abc import Iterable, Mapping, Sequence

from wirelens.ide.draft import Phrase, Use, phrase
from wirelens.jsonvalue import JsonValue, dump_json

_WIDTH = 88


def expression(text: Phrase) -> str:
    """A text in which variables of the environment are in use; one string if none is."""
    parts = [
        f'os.environ["{part.expression}"]' if isinstance(part, Use) else literal(part)
        for part in text
    ]
    return " + ".join(parts) or '""'


def literal(text: str) -> str:
    """A string, in the quotes that need fewer escapes; JSON's escapes are Python's."""
    written = dump_json(text).replace("\x7f", r"\x7f")
    if '"' in text and "'" not in text:
        return "'" + written[1:-1].replace(r"\"", '"') + "'"
    return written


def content_expression(parts: Sequence[str | bytes | Use]) -> str:
    """The bytes of a content, a line of text a line of code."""
    texts: list[str] = []
    run: list[str | Use] = []
    for part in [*parts, b""]:
        if not isinstance(part, bytes):
            run.append(part)
            continue
        texts += [_encoded(phrase(run))] if run else []
        texts += [repr(part)] if part else []
        run = []
    return " + ".join(texts) or 'b""'


def value_expression(value: JsonValue, uses: Mapping[str, Use], depth: int = 0) -> str:
    """A JSON value, on one line where it fits.

    In its strings each key of `uses` stands for a variable of the environment.
    """
    short = _flat(value, uses)
    if not isinstance(value, list | dict) or not value or len(short) + 4 * depth <= _WIDTH:
        return short
    indent = "    " * (depth + 1)
    if isinstance(value, list):
        lines = [value_expression(each, uses, depth + 1) for each in value]
        return f"[{_block(lines, indent, depth)}]"
    lines = [
        f"{text_expression(key, uses)}: {value_expression(each, uses, depth + 1)}"
        for key, each in value.items()
    ]
    return f"{{{_block(lines, indent, depth)}}}"


def text_expression(text: str, uses: Mapping[str, Use]) -> str:
    """A text in which each key of `uses` stands for a variable of the environment."""
    if not uses:
        return literal(text)
    pieces = re.split("(" + "|".join(map(re.escape, uses)) + ")", text)
    return expression(phrase(uses.get(piece, piece) for piece in pieces))


def _encoded(text: Phrase) -> str:
    lines: list[str] = []
    for part in text:
        if isinstance(part, Use):
            lines.append(expression((part,)))
        else:
            lines += [literal(line) for line in part.splitlines(keepends=True)]
    if len(lines) == 1:
        return f"{lines[0]}.encode()"
    joined = " + ".join if any(isinstance(part, Use) for part in text) else None
    body = "\n    + ".join(lines) if joined else "\n    ".join(lines)
    return f"(\n    {body}\n).encode()"


def _block(lines: Iterable[str], indent: str, depth: int) -> str:
    return "\n" + "".join(f"{indent}{line},\n" for line in lines) + "    " * depth


def _flat(value: JsonValue, uses: Mapping[str, Use]) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_flat(each, uses) for each in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{text_expression(k, uses)}: {_flat(v, uses)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    return text_expression(value, uses) if isinstance(value, str) else repr(value)
