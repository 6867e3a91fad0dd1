"""What a person is told about a path that is none: the thing expected, the thing found, a hint."""

import re

from wirelens.grammar import Unexpected
from wirelens.text import Span


class MalformedError(Exception):
    """The text is no query: where, what was expected there, and what to write instead."""

    def __init__(self, span: Span, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.span = span
        self.message = message
        self.hint = hint


def malformed(text: str, unexpected: Unexpected) -> MalformedError:
    """The error for the place where `text` leaves the grammar."""
    offset, terminals = unexpected.offset, unexpected.terminals
    if blank := _DOT_AND_BLANK.match(text, offset):
        offset, terminals = blank.end(), frozenset({"MEMBER_NAME"})
    span = Span(offset, min(offset + 1, len(text)))
    found = f'"{span.of(text)}"' if span.of(text) else "the end of the path"
    phrases = [phrase for terminal, phrase in _EXPECTED.items() if terminal in terminals]
    expected = _listed(phrases) or _EXPECTED["$END"]
    hint = next((hint for pattern, hint in _HINTS if pattern.match(text, offset)), "")
    return MalformedError(span, f"expected {expected}, found {found}", hint)


_DOT_AND_BLANK = re.compile(r"\.\.?(?=[ \t\n\r])")

# The terminals that tell which kinds of thing may follow, in the order in which they are told.
# A path that could end could also go on, whatever the parser has closed before it met the error.
_EXPECTED = {
    "ROOT_IDENTIFIER": '"$"',
    "CURRENT_NODE_IDENTIFIER": '"@"',
    "FUNCTION_NAME": "a function",
    "NUMBER": "a literal",
    "MEMBER_NAME": 'a name or "*"',
    "QMARK": 'a selector such as "[\'name\']", "[0]" or "[*]"',
    "$END": 'a segment such as ".name" or "[0]", or the end of the path',
    "COMPARISON_OP": "a comparison",
    "_AND": '"&&"',
    "_OR": '"||"',
    "COMMA": '","',
    "RPAR": '")"',
    "RSQB": '"]"',
}

_HINTS = tuple(
    (re.compile(pattern), hint)
    for pattern, hint in (
        (r"=~", "write \"match(@.name, '…')\" or \"search(@.name, '…')\""),
        (r"===?|=", 'write "==" to compare'),
        (r"(?<=\[)[A-Za-z_]", "write the name in quotes: \"['name']\""),
        (r"(?<=\[)\(", 'write "[-1]" for the last element: JSONPath has no scripts'),
        (r"(?<=\.)[0-9]", 'write "[0]" for an element, "[\'0\']" for a member'),
        (r"(?<=\.)['\"]", "write a quoted name in brackets: \"['name']\""),
        (r"(?<=\.)[@$]", "write a name with marks in brackets: \"['@name']\""),
        (r"(?<=0)[0-9]", "write the number without leading zeros"),
        (r"(?i:and|or|not)\b", 'write "&&", "||" and "!"'),
        (r"(?i:true|false|null)\b", 'write "true", "false" and "null" in lower case'),
        (r"[a-z][a-z0-9_]*[ \t\n\r]+\(", 'write no blank space before "("'),
        (r"(?<=\.)[ \t\n\r]", 'write no blank space after "."'),
        (r"['\"]", "close the string with the quote that opens it"),
        (r"[-+*/%]", "JSONPath (RFC 9535) has no arithmetic"),
        (r"[\^~]", "JSONPath (RFC 9535) has no parents and no property names"),
    )
)


def _listed(phrases: list[str]) -> str:
    if len(phrases) < 2:
        return "".join(phrases)
    return f"{', '.join(phrases[:-1])} or {phrases[-1]}"
