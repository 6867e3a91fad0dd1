"""Regular expressions that cannot blow up: I-Regexp (RFC 9485), matched in linear time. Pure.

What people type beyond the RFC is read as elsewhere, for none of it costs the bound: `^` and `$` as
anchors, `\\d` `\\s` `\\w` and their complements (ASCII), `(?:`, lazy marks, an escaped mark.
"""

import re
import string
from dataclasses import dataclass
from typing import NoReturn

from wirelens.iregexp_machine import Automaton, TooLargeError
from wirelens.iregexp_tree import CharClass, Choice, End, Repeat, Sequence, Start, Tree
from wirelens.text import Span

MAX_LENGTH = 4096
MAX_NESTING = 50
MAX_REPEAT = 1000


@dataclass(frozen=True, slots=True)
class PatternProblem:
    """Why a text is no pattern: where in it, what was expected, what to write instead."""

    span: Span
    message: str
    hint: str = ""


class Pattern:
    """A compiled pattern; `size` tells how many positions a character costs at worst."""

    def __init__(self, text: str, tree: Tree) -> None:
        self.text = text
        self._whole = Automaton(tree)
        self._anywhere = Automaton(Sequence((_ANYTHING, tree)))
        self.size = len(self._whole)

    @property
    def effort(self) -> int:
        """How many positions all texts so far have cost, beside a lookup for each character."""
        return self._whole.effort + self._anywhere.effort

    def fullmatch(self, text: str) -> bool:
        """Whether the whole of `text` matches."""
        return self._whole.matches(text)

    def search(self, text: str) -> bool:
        """Whether any part of `text` matches."""
        return self._anywhere.matches_start(text)


def compile_pattern(text: str) -> Pattern | PatternProblem:
    """The pattern that `text` is, or what is wrong with it; never raises."""
    if len(text) > MAX_LENGTH:
        message = f"expected a pattern of at most {MAX_LENGTH} characters, found {len(text)}"
        return PatternProblem(Span(MAX_LENGTH, len(text)), message)
    reader = _Reader(text)
    try:
        return Pattern(text, reader.pattern())
    except _MalformedError as malformed:
        return malformed.problem
    except TooLargeError:
        message = "expected a smaller pattern: its repetitions add up to too many positions"
        return PatternProblem(Span(0, len(text)), message, "lower the numbers in braces")


_ANYTHING = Repeat(CharClass(negated=True), 0, None)
_DOT = CharClass((("\n", "\n"), ("\r", "\r")), negated=True)  # RFC 9485, section 5.3
_QUANTIFIERS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPED_CLASSES = {
    "d": CharClass((("0", "9"),)),
    "s": CharClass((("\t", "\r"), (" ", " "))),
    "w": CharClass((("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))),
}
_ATOMS: dict[str, Tree] = {".": _DOT, "^": Start(), "$": End()}
_MARKS = frozenset(string.punctuation)
_CATEGORY = re.compile(r"\{(L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|Z[lps]?|S[ckmo]?|C[cfno]?)\}")


class _MalformedError(Exception):
    def __init__(self, problem: PatternProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Reader:
    """Reads one pattern, in the order of the RFC's grammar (section 3)."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._depth = 0

    def pattern(self) -> Tree:
        tree = self._choice()
        if self._position < len(self._text):
            self._fail("the end of the pattern", 'write "\\)" for the character')
        return tree

    def _choice(self) -> Tree:
        branches = [self._branch()]
        while self._took("|"):
            branches.append(self._branch())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _branch(self) -> Tree:
        pieces: list[Tree] = []
        while self._next not in ("", "|", ")"):
            pieces.append(self._quantified(self._atom()))
        return pieces[0] if len(pieces) == 1 else Sequence(tuple(pieces))

    def _quantified(self, atom: Tree) -> Tree:
        if self._next in _QUANTIFIERS:
            least, most = _QUANTIFIERS[self._take()]
        elif self._took("{"):
            least, most = self._range_quantifier()
        else:
            return atom
        self._took("?")  # a lazy mark changes what is matched, never whether something is
        return Repeat(atom, least, most)

    def _range_quantifier(self) -> tuple[int, int | None]:
        start = self._position
        least = self._number()
        most: int | None = least
        if self._took(","):
            most = None if self._next == "}" else self._number()
        if not self._took("}"):
            self._fail('"}" or a number')
        if most is not None and most < least:
            self._fail_at(start, "a lower number before a higher one")
        return least, most

    def _number(self) -> int:
        start = self._position
        while self._next in tuple("0123456789"):
            self._position += 1
        digits = self._text[start : self._position]
        if not digits:
            self._fail("a number")
        if len(digits) > len(str(MAX_REPEAT)) or int(digits) > MAX_REPEAT:
            self._fail_at(start, f"at most {MAX_REPEAT} repetitions")
        return int(digits)

    def _atom(self) -> Tree:
        match self._next:
            case "(":
                return self._group()
            case "[":
                return self._class_expression()
            case "*" | "+" | "?" | "{":
                self._fail("something to repeat", 'write a "\\" before it for the character')
            case "}" | "]":
                self._fail("a character", 'write a "\\" before it for the character')
        if (char := self._take()) == "\\":
            escaped = self._escape()
            return escaped if isinstance(escaped, CharClass) else _only(escaped)
        return _ATOMS.get(char) or _only(char)

    def _group(self) -> Tree:
        opening = self._position
        self._position += 1
        if self._took("?") and not self._took(":"):
            self._fail_at(opening, "a group without an option", 'write "[Aa]" to match either case')
        self._depth += 1
        if self._depth > MAX_NESTING:
            self._fail_at(opening, f"at most {MAX_NESTING} levels of groups")
        tree = self._choice()
        if not self._took(")"):
            self._fail('")"')
        self._depth -= 1
        return tree

    def _escape(self) -> str | CharClass:
        """What stands after a backslash."""
        char = self._next
        if char in _CONTROLS or char in _MARKS:
            self._position += 1
            return _CONTROLS.get(char, char)
        if char in ("p", "P"):
            self._position += 1
            return CharClass(categories=(self._category(),), negated=char == "P")
        if char.lower() not in _ESCAPED_CLASSES:
            self._fail('a character that can be escaped, such as "." or "n"')
        self._position += 1
        held = _ESCAPED_CLASSES[char.lower()]
        return CharClass(classes=(held,), negated=True) if char.isupper() else held

    def _category(self) -> str:
        match = _CATEGORY.match(self._text, self._position)
        if match is None:
            self._fail('a category such as "{Lu}"')
        self._position = match.end()
        return match[1]

    def _class_expression(self) -> CharClass:
        self._position += 1
        negated = self._took("^")
        ranges: list[tuple[str, str]] = []
        classes: list[CharClass] = []
        while self._next not in ("]", ""):
            item = self._class_item()
            if isinstance(item, CharClass):
                classes.append(item)
            else:
                ranges.append((item, self._range_end(item)))
        if not self._next or not (ranges or classes):
            self._fail('"]"' if ranges or classes else "a character")
        self._position += 1
        return CharClass(tuple(ranges), classes=tuple(classes), negated=negated)

    def _class_item(self) -> str | CharClass:
        if self._next == "[":
            self._fail("a character", 'write "\\[" for the character')
        return self._escape() if self._took("\\") else self._take()

    def _range_end(self, first: str) -> str:
        after = self._text[self._position + 1 : self._position + 2]
        if self._next != "-" or after in ("]", ""):
            return first
        start = self._position
        self._position += 1
        last = self._class_item()
        if isinstance(last, CharClass) or last < first:
            self._fail_at(start, "a range from a lower character to a higher one")
        return last

    @property
    def _next(self) -> str:
        """The character that is read next; empty at the end."""
        return self._text[self._position : self._position + 1]

    def _take(self) -> str:
        self._position += 1
        return self._text[self._position - 1]

    def _took(self, char: str) -> bool:
        found = self._next == char
        self._position += found
        return found

    def _fail(self, expected: str, hint: str = "") -> NoReturn:
        self._fail_at(self._position, expected, hint)

    def _fail_at(self, position: int, expected: str, hint: str = "") -> NoReturn:
        char = self._text[position : position + 1]
        found = f'"{char}"' if char else "the end"
        span = Span(position, position + len(char))
        raise _MalformedError(PatternProblem(span, f"expected {expected}, found {found}", hint))


def _only(char: str) -> CharClass:
    return CharClass(((char, char),))
