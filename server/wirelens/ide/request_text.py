"""A draft as the text of a request file that sends exactly what the draft says.

Text that the file's syntax would read otherwise (a line that looks like a comment, a line end that
would be trimmed, two braces) is kept by variables with that text as their value: what a variable
stands for is text and nothing else.
"""

import re
from collections.abc import Iterable, Iterator

from wirelens.ide.draft import Draft, InputFileUse, Phrase, Use, opening, phrase
from wirelens.ide.percent import written

# Variables that stand for text which the syntax would not leave as it is.
NOTHING, BRACE = Use("literal.nothing"), Use("literal.brace")
LINE_FEED, RETURN = Use("literal.lf"), Use("literal.cr")
_CHARACTERS = {
    "": [NOTHING],
    "\n": [LINE_FEED],
    "\r": [RETURN],
    "\r\n": [RETURN, LINE_FEED],
}
_LITERALS = {NOTHING: "", BRACE: "{", LINE_FEED: r"\n", RETURN: r"\r"}

_NO_ASCII = re.compile(r"[^\x00-\x7f]")
_BRACE = re.compile(r"\{(?=\{)")
_LINE_END = re.compile(r"\r\n|\r|\n")
# What the first characters of a line in a body may mean.
_MARK = re.compile(r"[^\S\r\n]*(?:#|//|@|\?\?|<[\s@>{]|<$|>|HTTP/\d)")
_FORM = "application/x-www-form-urlencoded"
# In a form line ends lay it out, and so do the blanks before a `=`.
_CHANGED_IN_FORM = re.compile(r"\r\n|\r|\n|(?<![ \t])(?=[ \t]+=)")


def file_text(drafts: Iterable[Draft]) -> str:
    """A request file of these requests; a separator stands before each but a first without name."""
    texts = [request_text(draft) for draft in drafts]
    return "\n".join(
        text if text.startswith("###") or number == 0 else f"###\n{text}"
        for number, text in enumerate(texts)
    )


def request_text(draft: Draft) -> str:
    """The lines of one request, its separator first if it has a name."""
    target = _one_line(draft.target)
    headers = [f"{name}: {_one_line(value)}".rstrip() for name, value in draft.headers]
    body = _body(draft)
    lines = [f"### {draft.name}"] if draft.name else []
    lines += (f"# {comment}".rstrip() for comment in draft.comments)
    lines += (f"# @{name} {value}".rstrip() for name, value in _directives(draft))
    lines += (f"@{name} = {_value(value)}" for name, value in draft.variables)
    request = [f"{draft.method} {target}", *headers]
    text = "\n".join([*request, "", body] if body else request)
    used = (use for use in _LITERALS if f"{{{{{use.expression}}}}}" in text)
    lines += (f"@{use.expression} = {_LITERALS[use]}".rstrip() for use in used)
    return "\n".join([*lines, text]) + "\n"


def _one_line(text: Phrase) -> str:
    return _written(_braced(text))


def _value(text: Phrase) -> str:
    """The value of a variable: its escapes are applied at use."""
    escaped = (
        re.sub(r"[\\\n\r\t]", lambda found: _ESCAPES[found[0]], part)
        if isinstance(part, str)
        else part
        for part in _braced(text)
    )
    return _written(escaped)


_ESCAPES = {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def _directives(draft: Draft) -> Iterator[tuple[str, str]]:
    yield from draft.directives
    if _changes_when_encoded(draft):
        yield "no-auto-encoding", ""


def _changes_when_encoded(draft: Draft) -> bool:
    # Letters of no URI are encoded in a target whatever the file says, signs of ASCII are not.
    texts = [_NO_ASCII.sub("", part) for part in draft.target if isinstance(part, str)]
    if _is_form(draft):
        parts = [part for each in draft.body if not isinstance(each, InputFileUse) for part in each]
        if any(isinstance(part, Use) for part in parts):
            return True
        texts += (part for part in parts if isinstance(part, str))
    return any(written(text) != text for text in texts)


def _is_form(draft: Draft) -> bool:
    return opening(draft.header("content-type") or ()).lower().startswith(_FORM)


def _is_multipart(draft: Draft) -> bool:
    return opening(draft.header("content-type") or ()).lower().startswith("multipart/")


def _body(draft: Draft) -> str:
    texts: list[str] = []
    for index, each in enumerate(draft.body):
        if isinstance(each, InputFileUse):
            before = "" if not texts or texts[-1].endswith("\n") else "\n"
            texts.append(f"{before}< {_one_line(each.path)}")
            continue
        lines = _written(_braced(phrase(_with_line_ends(draft, each)))).split("\n")
        ends = {0} if index == 0 else set()
        ends |= {len(lines) - 1} if index == len(draft.body) - 1 else set()
        # After a file the first line end is that of the file's own line.
        texts += ["\n"] if index > 0 and lines[0] else []
        texts.append("\n".join(_guarded(lines, ends)))
    return "".join(texts)


def _guarded(lines: list[str], ends: set[int]) -> Iterator[str]:
    """The lines, those kept from being read as something else that must be.

    `ends` are the first and the last line of the body, as far as they are among these: blank ones
    would be trimmed.
    """
    guard = _written((NOTHING,))
    for number, line in enumerate(lines):
        is_trimmed = number in ends and not line.strip()
        yield f"{guard}{line}" if is_trimmed or _MARK.match(line) else line


def _with_line_ends(draft: Draft, text: Phrase) -> Iterator[str | Use]:
    """The parts with a variable for each character that would not be sent as it stands."""
    kept = {"\r\n" if _is_multipart(draft) else "\n": "\n"}
    changed = _LINE_END
    if _is_form(draft):
        kept, changed = {}, _CHANGED_IN_FORM
        if opening(text)[:1].isspace():
            yield NOTHING  # blanks before the first name are not part of a form
    for part in text:
        if isinstance(part, Use):
            yield part
            continue
        position = 0
        for found in changed.finditer(part):
            yield part[position : found.start()]
            yield from _CHARACTERS[found[0]] if found[0] not in kept else [kept[found[0]]]
            position = found.end()
        yield part[position:]


def _braced(text: Phrase) -> Iterator[str | Use]:
    """The phrase with no two braces in a row but those of variables."""
    for index, part in enumerate(text):
        if isinstance(part, Use):
            yield part
            continue
        pieces = _BRACE.split(part)
        for piece in pieces[:-1]:
            yield piece
            yield BRACE
        last = pieces[-1]
        if last.endswith("{") and index + 1 < len(text):
            yield last[:-1]
            yield BRACE
        else:
            yield last


def _written(parts: Iterable[str | Use]) -> str:
    return "".join(
        part if isinstance(part, str) else f"{{{{{part.expression}}}}}" for part in parts
    )
