"""Templates to text: every `{{reference}}` replaced by what it stands for, secrets kept apart.

What a reference stands for is text and never a template again, but for definitions in files:
their references are resolved in their turn, within bounds. A dynamic variable in a definition is
evaluated once, so that a run uses one value wherever the name stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wirelens.ide.dynamic import Call, evaluated, parsed_call
from wirelens.ide.near import changes, near_names, near_question
from wirelens.ide.percent import percent_encoded
from wirelens.ide.scope import (
    Definition,
    Scope,
    SecretTemplate,
    Source,
    Unresolved,
    unescaped,
)
from wirelens.secret import Chained, Secret, SecretText
from wirelens.syntax.nodes import Literal, Reference, Template
from wirelens.syntax.problems import Fix, Problem
from wirelens.text import Span

DEEPEST = 64
LONGEST_RESULT = 1024 * 1024  # characters that references may put into one template

Trail = tuple[str, ...]  # the names that are being resolved, the outermost first


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a template and the text it gave; `span` is the part's, in its block."""

    span: Span
    text: SecretText
    is_reference: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """A template without references: its pieces in order, and what went wrong on the way."""

    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def text(self) -> SecretText:
        """All pieces one after the other."""
        return SecretText.join(piece.text for piece in self.pieces)


class Resolver:
    """Resolves the templates of one run; definitions are evaluated at their first use and kept."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._values: dict[str, SecretText | Unresolved] = {}

    def resolve(self, template: Template) -> Resolved:
        """The template's text; a reference without a value gives a problem and no text."""
        pieces: list[Piece] = []
        problems: list[Problem] = []
        size = 0
        for part in template.parts:
            if isinstance(part, Literal):
                pieces.append(Piece(part.span, SecretText.from_text(part.text), False))
                continue
            value = self._bounded(part.expression, (), size)
            if isinstance(value, Unresolved):
                problems.append(_problem(part, value))
            else:
                size += len(value.reveal())
                pieces.append(Piece(part.span, value, True))
        return Resolved(tuple(pieces), tuple(problems))

    def _bounded(self, expression: str, trail: Trail, size: int) -> SecretText | Unresolved:
        """The value of an expression, if there is room for it beside `size` characters."""
        value = self._value(expression, trail)
        if isinstance(value, Unresolved):
            return value
        text = value.reveal()
        if size + len(text) > LONGEST_RESULT:
            message = f'the value of "{expression}" makes the text grow past 1 MiB'
            return Unresolved("variable-loop", message)
        if not text.isascii() and _HALF_PAIR.search(text):
            message = f'the value of "{expression}" holds half a surrogate pair, expected text'
            return Unresolved("variable-unsafe", message)
        return value

    def _value(self, expression: str, trail: Trail) -> SecretText | Unresolved:
        if len(trail) > DEEPEST:
            message = f'variable "{trail[0]}" is nested more than {DEEPEST} deep'
            return Unresolved("variable-loop", message)
        name = self._name(expression, trail)
        if isinstance(name, Unresolved):
            return name
        text = name.reveal()
        if text.startswith("%"):
            value = self._value(text[1:], (*trail, name.masked()))
            return value.mapped(percent_encoded) if isinstance(value, SecretText) else value
        if text.startswith("$") and self._scope.definition(text) is None:
            return self._dynamic(name, trail)
        return self._variable(name, trail)

    def _name(self, expression: str, trail: Trail) -> SecretText | Unresolved:
        """The expression, references inside it replaced: `{{ {{kind}}_url }}`."""
        if "{{" not in expression:
            return SecretText.from_text(expression.strip())
        parts: list[SecretText | str] = []
        for text, is_reference in _inner_expressions(expression):
            value = self._value(text, (*trail, expression)) if is_reference else text
            if isinstance(value, Unresolved):
                return value
            parts.append(value)
        return SecretText.join(parts).stripped()

    def _variable(self, name: SecretText, trail: Trail) -> SecretText | Unresolved:
        text = name.reveal()
        definition = self._scope.definition(text)
        if definition is not None:
            if text not in self._values:
                self._values[text] = self._defined(definition, trail)
            return self._values[text]
        chained = self._scope.chain(text)
        return _undefined(name, self._scope) if chained is None else chained

    def _defined(self, definition: Definition, trail: Trail) -> SecretText | Unresolved:
        path = (*trail, definition.name)
        if definition.name in trail:
            return _loop(path)
        texts: list[SecretText] = []
        size = 0
        for part in _parts(definition):
            if isinstance(part, SecretText):
                texts.append(part)
                continue
            value = self._bounded(part.expression, path, size)
            if isinstance(value, Unresolved):
                return value
            size += len(value.reveal())
            texts.append(value)
        return _whole(definition, SecretText.join(texts))

    def _dynamic(self, name: SecretText, trail: Trail) -> SecretText | Unresolved:
        if any(isinstance(part, Chained) for part in name.parts):
            message = f'"{name.masked()}" is chosen by a response, expected a name in the file'
            return Unresolved("variable-unsafe", message)
        call = parsed_call(name.reveal())
        if call.name in _READ_BY_NAME and call.arguments and call.arguments[0].startswith("%"):
            variable = self._value(call.arguments[0][1:], (*trail, call.name))
            if isinstance(variable, Unresolved):
                return variable
            name = SecretText.join((name, variable))
            call = Call(call.name, (variable.reveal(), *call.arguments[1:]))
        value = evaluated(call, self._scope.surroundings)
        if isinstance(value, SecretText):
            return value
        if name.secrets:  # the words of the fault may quote an argument
            return Unresolved("variable-undefined", f'"{name.masked()}" has no value')
        return Unresolved("variable-undefined", value.message, value.hint, call.name, value.near)


def unsafe_problems(resolved: Resolved, where: str) -> list[Problem]:
    """A problem for each reference that would put a line end or another control character there."""
    return [
        Problem(piece.span, "variable-unsafe", f"{where} expected text of one line, found {found}")
        for piece in resolved.pieces
        if piece.is_reference and (found := control_character(piece.text.reveal()))
    ]


def control_character(text: str) -> str:
    """What kind of control character a text holds, but for the tab; "" if none."""
    found = _CONTROL.search(text)
    return _CONTROL_NAMES.get(found[0], "a control character") if found else ""


_BRACES = re.compile(r"\{\{|\}\}")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CONTROL_NAMES = {"\r": "a line end", "\n": "a line end", "\0": "a NUL"}
# What stands for a byte that is no UTF-8 (`surrogateescape`) is none of these.
_HALF_PAIR = re.compile("[\ud800-\udc7f\udd00-\udfff]")
# What may follow a name in an expression.
_AFTER = {"variable-undefined": ("", " ", "\t", "("), "request-unknown": (".",)}
_READ_BY_NAME = ("$processEnv", "$dotenv")  # their argument `%NAME` is read from a variable


def _undefined(name: SecretText, scope: Scope) -> Unresolved:
    message = f'variable "{name.masked()}" is undefined'
    near = () if name.secrets else near_names(name.reveal(), scope.definitions)
    definition = f'define it with "@{name.masked()} = value" or in an environment file'
    hint = near_question(near) or definition
    return Unresolved("variable-undefined", message, hint, name.masked(), near)


def _problem(part: Reference, value: Unresolved) -> Problem:
    """The problem of a reference without a value, with the names that may have been meant in it."""
    written = part.expression.lstrip("%")
    after = written[len(value.name) :][:1]
    fixes: tuple[Fix, ...] = ()
    # A reference that holds others, or leads to the one without a value, is spelled well itself.
    if written.startswith(value.name) and after in _AFTER.get(value.code, ()) and not part.inner:
        start = part.expression_span.end - len(written)
        fixes = changes(Span(start, start + len(value.name)), value.near)
    return Problem(part.span, value.code, value.message, value.hint, fixes)


def _loop(path: Trail) -> Unresolved:
    names = " → ".join(f'"{each}"' for each in path[path.index(path[-1]) :])
    return Unresolved("variable-loop", f"variable refers to itself: {names}")


def _inner_expressions(expression: str) -> Iterator[tuple[str, bool]]:
    """The expression's text and, marked, the expressions of the references inside it."""
    depth = start = 0
    for brace in _BRACES.finditer(expression):
        opens = brace[0] == "{{"
        if depth == 0 and opens:
            yield expression[start : brace.start()], False
            start = brace.end()
        if depth == 1 and not opens:
            yield expression[start : brace.start()], True
            start = brace.end()
        depth = max(depth + (1 if opens else -1), 0)
    yield expression[start:], False


def _whole(definition: Definition, text: SecretText) -> SecretText:
    """The value of a definition; that of a secret template is one secret, made of those in it."""
    template = definition.value
    if not isinstance(template, SecretTemplate):
        return text
    if not any(isinstance(part, Reference) for part in template.parts):
        return text
    origins = tuple(secret for secret in text.secrets if secret not in template.parts)
    return SecretText((Secret(text.reveal(), template.source, origins),))


def _parts(definition: Definition) -> Iterator[SecretText | Reference]:
    """The parts of a template's value, what is no reference as text."""
    match definition.value:
        case SecretTemplate(parts, _):
            yield from (p if isinstance(p, Reference) else SecretText((p,)) for p in parts)
        case Template(_, parts):
            written = unescaped if definition.source is Source.FILE else str
            for part in parts:
                if isinstance(part, Reference):
                    yield part
                else:
                    yield SecretText.from_text(written(part.text))
        case text:
            yield text
