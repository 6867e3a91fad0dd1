"""Runs a regular expression in time linear in the text, whatever the pattern.

The tree becomes an automaton of positions (Thompson's construction); the sets of positions that a
text reaches are the states of a second one, built while the text asks for them. Nothing backtracks:
a character costs a dictionary lookup where its step is known, else one look at each position.
"""

from collections.abc import Iterable

from wirelens.iregexp_tree import CharClass, Choice, End, Repeat, Sequence, Start, Tree, size

MAX_POSITIONS = 2000
NEAR = 8
MAX_KEPT = 200_000  # positions in what one automaton keeps of the texts before: some 10 MB


class TooLargeError(Exception):
    """The tree needs more than `MAX_POSITIONS` positions."""


class Automaton:
    """Matches one tree; keeps the steps that texts have asked for, within a bound."""

    def __init__(self, tree: Tree) -> None:
        if size(tree) > MAX_POSITIONS:
            raise TooLargeError
        self._graph = _Graph()
        self._states: dict[frozenset[int], _State] = {}
        self._waiting: dict[str, frozenset[int]] = {}
        self._kept = 0
        self.effort = 0
        entry = [self._graph.add(tree, _ACCEPT)]
        self._matches_nothing = _ACCEPT in self._graph.closure(entry, (Start, End))
        self._first = _State(self, self._graph.closure(entry, (Start,)))

    def __len__(self) -> int:
        return len(self._graph.follows)

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` matches."""
        state = self._first
        for char in text:
            if not state.positions:
                return False
            state = state[char]
        return self._accepts_at_end(state)

    def matches_start(self, text: str) -> bool:
        """Whether `text` or anything that it starts with matches."""
        state = self._first
        for char in text:
            if state.accepts:
                return True
            state = state[char]
        return self._accepts_at_end(state)

    def step(self, state: "_State", char: str) -> "_State":
        """The state after `char`, and room to keep it in."""
        if self._kept > MAX_KEPT:
            self._forget()
        waiting = self._waiting.get(char)
        if waiting is None:
            waiting = self._waiting[char] = self._graph.waiting(char)
            self._kept += len(waiting) + 1
            self.effort += len(self)
        after = self._graph.after(state.positions & waiting)
        self.effort += len(state.positions) + len(after)
        return self._state(after)

    def _state(self, positions: frozenset[int]) -> "_State":
        state = self._states.get(positions)
        if state is None:
            state = self._states[positions] = _State(self, positions)
            self._kept += len(positions)
        self._kept += 1
        return state

    def _accepts_at_end(self, state: "_State") -> bool:
        if state is self._first:  # reached by the empty text alone: it is not one of `_states`
            return self._matches_nothing
        return state.accepts or _ACCEPT in self._graph.closure(state.positions, (End,))

    def _forget(self) -> None:
        for state in (self._first, *self._states.values()):
            state.clear()
        self._states.clear()
        self._waiting.clear()
        self._kept = 0


_ACCEPT = 0  # the position that means a match


class _State(dict[str, "_State"]):
    """A set of positions, and the states that characters lead to from it."""

    __slots__ = ("accepts", "automaton", "positions")

    def __init__(self, automaton: Automaton, positions: frozenset[int]) -> None:
        super().__init__()
        self.automaton = automaton
        self.positions = positions
        self.accepts = _ACCEPT in positions

    def __missing__(self, char: str) -> "_State":
        state = self[char] = self.automaton.step(self, char)
        return state


class _Graph:
    """The positions: what each waits for (None: nothing), and which ones follow it."""

    def __init__(self) -> None:
        match_ = CharClass()  # no character goes on from it
        self.waits: list[CharClass | Start | End | None] = [match_]
        self.follows: list[tuple[int, ...]] = [()]
        # By identity: what a repetition copies is one class, and asked once for each character.
        self._waiters: dict[int, tuple[CharClass, list[int]]] = {}
        self._known_near: dict[int, tuple[int, ...] | None] = {}

    def add(self, tree: Tree, follow: int) -> int:
        """Adds `tree` in front of the position `follow` and returns where it is entered."""
        match tree:
            case Sequence():
                entry = follow if tree.pieces else self._place(None, follow)
                for piece in reversed(tree.pieces):
                    entry = self.add(piece, entry)
                return entry
            case Choice():
                return self._place(None, *(self.add(branch, follow) for branch in tree.branches))
            case Repeat():
                return self._add_repeat(tree, follow)
            case _:
                return self._place(tree, follow)

    def waiting(self, char: str) -> frozenset[int]:
        """The positions that wait for `char`."""
        reached: set[int] = set()
        for char_class, positions in self._waiters.values():
            if char in char_class:
                reached.update(positions)
        return frozenset(reached)

    def after(self, positions: Iterable[int]) -> frozenset[int]:
        """Where the text leads from `positions` once it brought what they waited for."""
        reached: set[int] = set()
        far: list[int] = []
        for position in positions:
            near = self._near(position)
            if near is None:
                far += self.follows[position]
            else:
                reached.update(near)
        return self.closure(far, ()).union(reached)

    def _near(self, position: int) -> tuple[int, ...] | None:
        """What follows a position, where that is little: a step is three times faster for it.

        Long ones together (`(a?){999}`) would cost the square of the positions, a closure does not.
        """
        if position not in self._known_near:
            after = self.closure(self.follows[position], ())
            self._known_near[position] = tuple(after) if len(after) <= NEAR else None
        return self._known_near[position]

    def closure(
        self, positions: Iterable[int], passed: tuple[type[Start | End], ...]
    ) -> frozenset[int]:
        """The positions that wait for something, once all that need no character went on.

        `passed` are the anchors that hold here.
        """
        known = set(positions)
        todo = list(known)
        resting: set[int] = set()
        while todo:
            position = todo.pop()
            waited = self.waits[position]
            if waited is not None and not isinstance(waited, passed):
                resting.add(position)
                continue
            for follow in self.follows[position]:
                if follow not in known:
                    known.add(follow)
                    todo.append(follow)
        return frozenset(resting)

    def _add_repeat(self, tree: Repeat, follow: int) -> int:
        if tree.most is None:
            entry = self._place(None, follow)
            self.follows[entry] += (self.add(tree.atom, entry),)
        else:
            entry = follow
            for _ in range(tree.most - tree.least):
                entry = self._place(None, self.add(tree.atom, entry), follow)
        for _ in range(tree.least):
            entry = self.add(tree.atom, entry)
        return entry

    def _place(self, waited: CharClass | Start | End | None, *follows: int) -> int:
        self.waits.append(waited)
        self.follows.append(follows)
        position = len(self.follows) - 1
        if isinstance(waited, CharClass):
            self._waiters.setdefault(id(waited), (waited, []))[1].append(position)
        return position
