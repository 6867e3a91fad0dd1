"""Finds and compiles the grammars under `grammar/`: the only home of lark.

The caller matches the grammar's own terminals and hands the parser one `Terminal` after the other;
actions, named like terminals and rules, turn them into nodes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

if TYPE_CHECKING:
    from lark import Lark

Tree = TypeVar("Tree")

# Of a terminal it gets the `Terminal`, of a rule the list of children: Lark does not tell which.
Action = Callable[[Any], object]


@dataclass(slots=True)
class Terminal:
    """A terminal of the grammar and where it matched.

    Lark asks a token for its `type`, and copies the positions of the last one. Its own class of
    token is a string, which costs twice as much as this.
    """

    type: str
    match: re.Match[str]

    start_pos: ClassVar[None] = None
    end_pos: ClassVar[None] = None
    line: ClassVar[None] = None
    end_line: ClassVar[None] = None
    column: ClassVar[None] = None
    end_column: ClassVar[None] = None


class Grammar(Generic[Tree]):
    """One compiled grammar: the patterns of its terminals, and the LALR parser of its rules."""

    def __init__(self, name: str, start: str, actions: Mapping[str, Action]) -> None:
        self._lark = _compiled(source(name), start, actions)
        self.patterns: dict[str, re.Pattern[str]] = {
            terminal.name: re.compile(terminal.pattern.to_regexp())
            for terminal in self._lark.terminals
        }

    def parse(self, terminals: Iterable[Terminal]) -> Tree:
        """What the action of the start rule returns."""
        parse: Any = self._lark.parse  # typed to take a text and to return Lark's own tree
        tree: Tree = parse(terminals)
        return tree


@dataclass(frozen=True, slots=True)
class Unexpected:
    """Where a text leaves its grammar, and the terminals that could stand there."""

    offset: int
    terminals: frozenset[str]


class TextGrammar:
    """One compiled grammar whose terminals Lark itself finds in the text."""

    def __init__(self, name: str, start: str, actions: Mapping[str, Action]) -> None:
        from lark import Lark

        transformer: Any = SimpleNamespace(**actions)  # as in `_compiled`
        self._lark = Lark(source(name), start=start, parser="lalr", transformer=transformer)

    def parse(self, text: str) -> object:
        """What the action of the start rule returns, or an `Unexpected`."""
        from lark import UnexpectedInput

        parser: Any = self._lark.parse_interactive(text)  # Lark leaves it untyped in part.
        ended = False
        try:
            parser.exhaust_lexer()
            ended = True
            return parser.feed_eof()
        except UnexpectedInput as error:
            offset = len(text) if ended else error.pos_in_stream or 0
            return Unexpected(offset, frozenset(parser.accepts()))


def source(name: str) -> str:
    """The text of `grammar/<name>`.

    A wheel carries the folder inside the package, under a name that no module has; a checkout keeps
    it beside `server/`.
    """
    package = files("wirelens")
    grammar = package / "grammars" / name
    if not grammar.is_file():
        grammar = package / ".." / ".." / "grammar" / name
    return grammar.read_text(encoding="utf-8")


def _compiled(text: str, start: str, actions: Mapping[str, Action]) -> "Lark":
    # Imported on first use: it takes 60 ms, and not every command parses.
    from lark import Lark
    from lark.lexer import Lexer

    class Handed(Lexer):
        """What Lark calls a lexer; the terminals that it gets are made already."""

        def __init__(self, lexer_conf: object) -> None:
            pass

        # Any: Lark types what a lexer yields as its own token.
        def lex(self, lexer_state: Any, parser_state: object = None) -> Iterator[Any]:
            return iter(lexer_state)

    transformer: Any = SimpleNamespace(**actions)  # Lark looks actions up by name, in any object.
    return Lark(
        text,
        start=start,
        parser="lalr",
        lexer=Handed,
        transformer=transformer,
        maybe_placeholders=True,
    )
