"""Finds and compiles the grammars under `grammar/`: the only home of lark.

The caller matches the grammar's own terminals and hands the parser one `Terminal` after the other;
actions, named like terminals and rules, turn them into nodes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

if TYPE_CHECKING:
    from lark import Lark

Tree = TypeVar("Tree")

# A terminal of the grammar, and where it matched.
Terminal = tuple[str, re.Match[str]]

# Of a terminal it gets the match, of a rule the children, those of an inlined rule (`_name`) in its
# place. A terminal without an action stays what it is.
Action = Callable[[Any], object]

# What a terminal or a rule does in a state: shifted it leads to another state, or so many values
# are reduced to what an action makes of them, which bears the name of a rule.
_Shift = tuple[int, None, str]
_Reduce = tuple[int, Action, str]
_Steps = dict[int, dict[str, _Shift | _Reduce]]
_END = "$END"


class Grammar(Generic[Tree]):
    """One compiled grammar: the patterns of its terminals, and the LALR parser of its rules."""

    def __init__(self, name: str, start: str, actions: Mapping[str, Action]) -> None:
        lark = _compiled(source(name), start)
        self.patterns: dict[str, re.Pattern[str]] = {
            terminal.name: re.compile(terminal.pattern.to_regexp()) for terminal in lark.terminals
        }
        self._actions = dict(actions)
        self._start, self._end, self._steps = _steps(lark, start, actions)

    def parse(self, terminals: Iterable[Terminal]) -> Tree:
        """What the action of the start rule returns, of terminals that the grammar accepts.

        Lark's own loop over the same table, and its way to collect children, take twice as long.
        """
        steps, actions, end = self._steps, self._actions, self._end
        states, values = [self._start], list[Any]()  # Any: what actions return
        for terminal in chain(terminals, ((_END, None),)):
            name = terminal[0]
            while states[-1] != end:
                number, action, rule = steps[states[-1]][name]
                if action is None:
                    states.append(number)
                    shifted = actions.get(name)
                    values.append(terminal if shifted is None else shifted(terminal[1]))
                    break
                first = len(values) - number
                value = action(values[first:])
                del values[first:], states[first + 1 :]
                states.append(steps[states[-1]][rule][0])
                values.append(value)
        tree: Tree = values[0]
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


def _steps(lark: "Lark", start: str, actions: Mapping[str, Action]) -> tuple[int, int, _Steps]:
    """The first state, the last one, and what each terminal and rule does in each."""
    parser: Any = lark.parser  # Lark types no part of its table.
    table = parser.parser._parse_table
    steps: _Steps = {}
    for state, by_name in table.states.items():
        steps[state] = {
            str(name): (what, None, "") if kind.name == "Shift" else _reduction(what, actions)
            for name, (kind, what) in by_name.items()
        }
    return table.start_states[start], table.end_states[start], steps


def _reduction(rule: Any, actions: Mapping[str, Action]) -> _Reduce:  # Any: as in `_steps`
    name = str(rule.origin.name)
    action = actions.get(name, list)
    inlined = [not each.is_term and each.name.startswith("_") for each in rule.expansion]
    return len(inlined), (_inlining(inlined, action) if any(inlined) else action), name


def _inlining(inlined: Sequence[bool], action: Action) -> Action:
    """The action, which gets the children of some values instead of these."""

    def made(values: list[Any]) -> object:
        # A repetition is one list that grows.
        children = values[0] if inlined[0] else [values[0]]
        for value, is_list in zip(values[1:], inlined[1:], strict=True):
            if is_list:
                children += value
            else:
                children.append(value)
        return children if action is list else action(children)

    return made


def _compiled(text: str, start: str) -> "Lark":
    # Imported on first use: it takes 60 ms, and not every command parses.
    from lark import Lark
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """The terminals that the parser gets are found already."""

        def __init__(self, lexer_conf: object) -> None:
            pass

        def lex(self, lexer_state: object, parser_state: object) -> NoReturn:
            raise NotImplementedError

    return Lark(text, start=start, parser="lalr", lexer=NoLexer, maybe_placeholders=False)
