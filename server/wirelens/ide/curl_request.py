"""One set of curl's options to the drafts of its requests, one for each URL."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wirelens.ide.command_line import CommandFault, Word
from wirelens.ide.curl_asked import Asked, Told
from wirelens.ide.curl_body import Content, content
from wirelens.ide.curl_headers import fields
from wirelens.ide.curl_options import Fate
from wirelens.ide.curl_url import target
from wirelens.ide.draft import Draft, InputFileUse, OutputUse, phrase
from wirelens.syntax import methods
from wirelens.syntax.problems import Problem
from wirelens.text import Span


@dataclass(frozen=True, slots=True)
class Drafted:
    """The requests that a text asks for; `notes` tell what was left out, spans count in it."""

    drafts: tuple[Draft, ...]
    notes: tuple[Problem, ...] = ()


def drafted(asked: Asked, command: Span) -> Drafted | CommandFault:
    """The requests; `command` is where the command's name stands."""
    told = Told()
    if not asked.urls:
        told.refuse(command, "the command has no URL, expected one")
    found = content(asked, told)
    common = Draft(
        method=_method(asked, found, told),
        target=(),
        headers=tuple(fields(asked, found.media_type, told)),
        body=found.parts,
        directives=tuple(_directives(asked, told)),
    )
    drafts = [_addressed(common, word, asked, found, told) for word in asked.urls]
    _refuse_line_ends(drafts, command, told)
    _tell_options(asked, told)
    _tell_outputs(asked, told)
    return told.faults[0] if told.faults else Drafted(tuple(drafts), tuple(told.notes))


_HINTS = {
    "insecure": 'the setting "insecureHosts" names hosts whose certificate is not checked',
    "proxy": 'the setting "proxy" names one',
    "cacert": 'the setting "caFile" names one',
}
_METHOD = re.compile(r"[A-Z][A-Z0-9_-]*")
_CONTROL = re.compile(r"[\r\n]")
_NOT_METHODS = methods.PROTOCOLS | methods.EVENT_STREAM
_DIRECTIVES = {"max-time": "timeout", "connect-timeout": "connection-timeout"}
_SECONDS = re.compile(r"\d+(?:\.\d+)?")


def _method(asked: Asked, found: Content, told: Told) -> str:
    word = asked.last("request")
    if word is None:
        return "HEAD" if asked.has("head") else found.method
    method = word.plain or ""
    if not _METHOD.fullmatch(method.upper()) or method.upper() in _NOT_METHODS:
        told.refuse(word.span, f'"--request {method}" is no method, expected one such as "POST"')
    elif method != method.upper():
        told.note(word.span, f'method "{method}" is sent in capitals')
    return method.upper()


def _directives(asked: Asked, told: Told) -> Iterator[tuple[str, str]]:
    if not asked.has("location", "location-trusted"):
        yield "no-redirect", ""
    for option, directive in _DIRECTIVES.items():
        word = asked.last(option)
        if word is None:
            continue
        if word.plain is None or not _SECONDS.fullmatch(word.plain):
            told.refuse(word.span, f'"--{option}" expects seconds, as in "--{option} 30"')
        elif float(word.plain):
            yield directive, f"{word.plain} s"


def _addressed(common: Draft, word: Word, asked: Asked, found: Content, told: Told) -> Draft:
    """The request to one URL. A file that is uploaded to a folder keeps its name there."""
    text = target(word, asked, found.queries, told)
    path = asked.last("upload-file")
    if path is not None and text and str(text[-1]).endswith("/"):
        name = re.split(r"[/\\]", path.plain or "")[-1]
        text = phrase([*text, name])
    return replace(common, target=text)


def _refuse_line_ends(drafts: list[Draft], command: Span, told: Told) -> None:
    for draft in drafts:
        lines = [(f'field "{name}"', value) for name, value in draft.headers]
        lines += (("a file", each.path) for each in draft.body if isinstance(each, InputFileUse))
        for where, value in lines:
            if any(_CONTROL.search(part) for part in value if isinstance(part, str)):
                told.refuse(command, f"{where} expected text of one line, found a line end")


def _tell_options(asked: Asked, told: Told) -> None:
    for given in asked.options:
        if given.option.fate is Fate.NOTED or given.option.name == "insecure":
            hint = _HINTS.get(given.option.name, "")
            told.note(given.word.span, f'option "{given.shown}" is not imported', hint)


def _tell_outputs(asked: Asked, told: Told) -> None:
    """The variables that stand for the output of a command."""
    words = [*asked.urls, *(each.value for each in asked.options if each.value is not None)]
    for word in words:
        for part in word.text:
            if isinstance(part, OutputUse):
                message = f'the output of a command is the variable "{part.expression}" here'
                told.note(word.span, message, "define it before you send the request")
