"""What a text that is no path was meant to be, where that is plain."""

import re

from wirelens.jsonpath import PathProblem, compile_bare_path

MOST_SLIPS = 8

_HERE = "\0"  # stands where the path stops to make sense
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'")
_OPEN_ENDS = ("[", "(", ",", ".", "?", "=", "<", ">", "&", "|", "!", "-", ":", " ")
_CLOSING = {"[": "]", "(": ")"}


def mended_path(text: str) -> str | None:
    """The path that was meant by `text`, as request files write paths; None if nobody can tell."""
    for _ in range(MOST_SLIPS):
        problem = compile_bare_path(text)
        if not isinstance(problem, PathProblem):
            return text
        mended = _without_slip(text, problem.span.start)
        if mended is None:
            return None
        text = mended
    return None


def _without_slip(text: str, offset: int) -> str | None:
    if _HERE in text:
        return None
    marked = text[:offset] + _HERE + text[offset:]
    for pattern, meant in _SLIPS:
        found, count = pattern.subn(meant, marked, count=1)
        if count:
            return found.replace(_HERE, "")
    unclosed = "" if text[:offset].endswith(_OPEN_ENDS) else _unclosed(text[:offset])
    rest = text[offset:]
    if unclosed and (not rest or (rest[0] in "])" and unclosed[0] != rest[0])):
        return text[:offset] + unclosed[0] + rest
    return None


def _unclosed(text: str) -> str:
    """The brackets that close what is open, the innermost first."""
    opened: list[str] = []
    for character in _STRING.sub("", text):
        if character in _CLOSING:
            opened.append(_CLOSING[character])
        elif opened and character == opened[-1]:
            opened.pop()
    return "".join(reversed(opened))


# What is found around the place, and what was meant by it; the first one counts.
_SLIPS = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        (r"([!=]=)\x00=", r"\1"),
        (r"\x00=(?![=~])", "=="),
        (r"\x00(?i:and)\b", "&&"),
        (r"\x00(?i:or)\b", "||"),
        (r"\x00(?i:not)\b[ \t]*", "!"),
        (r"\x00(?:True|TRUE)\b", "true"),
        (r"\x00(?:False|FALSE)\b", "false"),
        (r"\x00(?:None|NONE|Null|NULL|nil)\b", "null"),
        (r"\[\x00([A-Za-z_][\w-]*)(?=\]|\Z)", r"['\1'"),
        (r"\[\x00(?=\])", "[*"),
        (r"\[\x00\(@\.length[ \t]*-[ \t]*(\d+)\)(?=\])", r"[-\1"),
        (r"(?<=[\[,:-])0+\x00(?=\d)", ""),
        (r"\.\x00(\d+)(?!\w)", r"[\1]"),
        (r"\.\x00('[^'\\]*'|\"[^\"\\]*\")", r"[\1]"),
        (r"\.\x00([@$][\w-]+)", r"['\1']"),
        (r"\.\x00(?=\[)", ""),
        (r"\.\x00[ \t]+(?=[A-Za-z_*\[])", "."),
        (r"\x00\?\.(?=[A-Za-z_])", "."),
        (r"\A\$\x00(?=[A-Za-z_])", "$."),
        (r"\A\x00@(?=[.\[])", "$"),
        (r"(?<=[\w\]*])\.{1,2}\x00\Z", ""),
        (r"\x00[ \t]*[;,]\Z", ""),
        (r"\[\x00(['\"])([^'\"\]\\]+)(\]?)(?=\Z|[.\[])", r"[\1\2\1]"),
    )
)
