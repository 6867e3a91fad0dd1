"""The line lexer: classifies each line of a block, so that the grammar sees one terminal a line.

A table of states: in each, the terminals of `grammar/http.lark` that may stand there, in the order
in which they are tried, and the state that each leads to. The last one of a state takes any line.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum, auto

from wirelens.grammar import Terminal

BYTE_ORDER_MARK = "\ufeff"


class State(Enum):
    """Where in its block a line stands."""

    START = auto()
    PRELUDE = auto()  # before the request line
    TARGET = auto()  # after a line of the request target
    OPEN_TARGET = auto()  # the same, where the target ends with a sign that wants more
    HEADERS = auto()
    AFTER_BLANK = auto()  # a body may start or end here
    BODY = auto()
    TAIL = auto()  # after the body
    AHEAD = auto()  # in a body, looking for where only variables are left


def _to(state: State, terminals: str) -> dict[str, State]:
    return dict.fromkeys(terminals.split(), state)


_PRELUDE = (
    _to(State.PRELUDE, "_BLANK")
    | _to(State.TARGET, "REQUEST_LINE")
    | _to(State.PRELUDE, "DIRECTIVE COMMENT VARIABLE ASSERTION PRE_REQUEST_SCRIPT PRE_REQUEST_FILE")
    | _to(State.PRELUDE, "BLOCK_COMMENT IMPORT RUN PROTO CURL JAVASCRIPT RESPONSE")
    | _to(State.TARGET, "MIXED_CASE_LINE TARGET_LINE")
    | _to(State.PRELUDE, "BROKEN")
)
_TAILS = _to(
    State.TAIL,
    "RESPONSE_HANDLER RESPONSE_HANDLER_FILE RESPONSE_REF RESPONSE_FILE JAVASCRIPT RESPONSE",
)
_HEADERS = (
    _to(State.HEADERS, "HEADER_FIELD HEADER_SPLICE HEADER_ASSERTION HEADER_SPREAD BLOCK_COMMENT")
    | _TAILS
    | _to(State.BODY, "INPUT_FILE_REF UNSEPARATED_LINE")
)
_LAST_HEADER = _to(State.HEADERS, "BROKEN_LINE")
_END_OF_HEADERS = _to(State.AFTER_BLANK, "_BLANK")

STATES: dict[State, dict[str, State]] = {
    State.START: _to(State.PRELUDE, "SEPARATOR") | _PRELUDE,
    State.PRELUDE: _PRELUDE,
    State.TARGET: (
        _END_OF_HEADERS | _to(State.TARGET, "TARGET_COMMENT CONTINUATION") | _HEADERS | _LAST_HEADER
    ),
    State.OPEN_TARGET: (
        _END_OF_HEADERS
        | _to(State.OPEN_TARGET, "TARGET_COMMENT")
        | _to(State.TARGET, "CONTINUATION OPEN_CONTINUATION")
        | _HEADERS
        | _LAST_HEADER
    ),
    State.HEADERS: (
        _to(State.HEADERS, "HEADER_FIELD")
        | _END_OF_HEADERS
        | _to(State.HEADERS, "HEADER_COMMENT")
        | _HEADERS
        | _to(State.HEADERS, "FIELD_FOLD")
        | _LAST_HEADER
    ),
    State.AFTER_BLANK: (
        _to(State.AFTER_BLANK, "_BLANK")
        | _to(State.BODY, "MESSAGE_LINES")
        | _to(State.AFTER_BLANK, "BODY_COMMENT")
        | _TAILS
        | _to(State.TAIL, "ASSERTION")
        | _to(State.BODY, "INPUT_FILE_REF MESSAGE_LINE")
    ),
    State.BODY: _to(State.BODY, "MESSAGE_LINES BODY_COMMENT INPUT_FILE_REF MESSAGE_LINE"),
    State.TAIL: (
        _to(State.TAIL, "_BLANK COMMENT VARIABLE ASSERTION BLOCK_COMMENT")
        | _TAILS
        | _to(State.TAIL, "BROKEN")
    ),
    State.AHEAD: _to(State.AHEAD, "_BLANK VARIABLE COMMENT MESSAGE_LINE"),
}

_TARGETS = _to(
    State.TARGET, "REQUEST_LINE MIXED_CASE_LINE TARGET_LINE CONTINUATION OPEN_CONTINUATION"
)
_OPEN_ENDS = "?&=/"
_VARIABLE_AHEAD = re.compile(r"[\r\n][ \t\f]*@[^\s=]+[ \t\f]*=")

# A state's terminals with their patterns, and for each the same of the state that it leads to.
_Trials = list[tuple[str, Callable[[str, int, int], re.Match[str] | None], "_Trials"]]


class LineLexer:
    """The table of states, bound to the patterns of a compiled grammar."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        trials: dict[State, _Trials] = {state: [] for state in STATES}
        for state, terminals in STATES.items():
            trials[state].extend(
                (name, patterns[name].match, trials[after]) for name, after in terminals.items()
            )
        self._start = trials[State.START]
        self._open_target = trials[State.OPEN_TARGET]
        self._after_blank = trials[State.AFTER_BLANK]
        self._body = trials[State.BODY]
        self._tail = trials[State.TAIL]
        self._ahead = trials[State.AHEAD]

    def terminals(self, block: str) -> Iterator[Terminal]:
        """One terminal for each line of the block, or for a run of lines of one kind."""
        trials = self._start
        position = 1 if block.startswith(BYTE_ORDER_MARK) else 0
        end = trailer = len(block)
        in_body = False
        while position < end:
            name, match, trials = _first(trials, block, position, trailer)
            position = match.end()
            if name in _TARGETS and block[match.end("target") - 1] in _OPEN_ENDS:
                trials = self._open_target
            elif name == "MESSAGE_LINES" and match.end("blank") == position:
                trials = self._after_blank
            if name[0] != "_":
                yield name, match
            if not in_body and (trials is self._after_blank or trials is self._body):
                in_body = True
                trailer = self._trailer(block, position, after_blank=trials is self._after_blank)
            if position == trailer:
                trials, trailer = self._tail, end

    def _trailer(self, block: str, position: int, *, after_blank: bool) -> int:
        """Where, after a blank line, nothing but variables and comments is left; else the end.

        REST Client sends such variables with the body; nobody means that.
        """
        if not _VARIABLE_AHEAD.search(block, position - 1):
            return len(block)
        start, defines = None, False
        while position < len(block):
            name, match, _ = _first(self._ahead, block, position, len(block))
            if name == "MESSAGE_LINE":
                start, defines = None, False
            elif name != "_BLANK":
                start = position if start is None and after_blank else start
                defines = defines or name == "VARIABLE"
            after_blank = name == "_BLANK"
            position = match.end()
        return len(block) if start is None or not defines else start


def _first(
    trials: _Trials, block: str, position: int, end: int
) -> tuple[str, re.Match[str], _Trials]:
    for name, match_at, after in trials:
        match = match_at(block, position, end)
        if match is not None:
            return name, match, after
    raise AssertionError("the last terminal of each state takes any line")
