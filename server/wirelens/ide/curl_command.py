"""A command line for curl to the requests that it sends.

What a request file cannot say is left out and told, with the option's name. What differs all the
same: `User-Agent`, `Accept` and `Accept-Encoding` are wirelens' own where the command names none,
`Expect: 100-continue` is not sent, and characters that no URL may hold are percent-encoded.
"""

from collections.abc import Iterator, Sequence

from wirelens.ide.cmd_words import cmd_commands, is_for_cmd
from wirelens.ide.command_line import Command, CommandFault, Word
from wirelens.ide.curl_asked import Asked, Told
from wirelens.ide.curl_options import Argument, Given, given_options
from wirelens.ide.curl_request import Drafted, drafted
from wirelens.ide.draft import Draft
from wirelens.ide.shell_words import shell_commands
from wirelens.syntax.problems import Problem
from wirelens.text import Span


def curl_requests(text: str) -> Drafted | CommandFault:
    """The requests of every curl command in a text: bash's and cmd's ways to quote are read."""
    commands = command_lines(text)
    return commands if isinstance(commands, CommandFault) else requests_of(commands, text)


def command_lines(text: str) -> list[Command] | CommandFault:
    """The commands of a text that is written for bash, or for cmd."""
    return cmd_commands(text) if is_for_cmd(text) else shell_commands(text)


def requests_of(commands: Sequence[Command], text: str) -> Drafted | CommandFault:
    """The requests of those commands that are curl's; `text` is what the commands stand in."""
    drafts: list[Draft] = []
    notes: list[Problem] = []
    for command in commands:
        words = _after_name(command)
        if words is None:
            if not drafts:
                return _no_curl(command)
            told = Told()
            told.note(command.words[0].span, f'"{command.words[0].span.of(text)}" is not imported')
            notes += told.notes
            continue
        for asked in _asked(words, command):
            if isinstance(asked, CommandFault):
                return asked
            found = drafted(asked, command.words[0].span)
            if isinstance(found, CommandFault):
                return found
            drafts += found.drafts
            notes += found.notes
    if not drafts:
        return CommandFault(Span(0, 0), 'expected a command that starts with "curl", found none')
    return Drafted(tuple(drafts), tuple(notes))


def _after_name(command: Command) -> tuple[Word, ...] | None:
    """The words after `curl`, if that is the command's name."""
    for index, word in enumerate(command.words):
        text = (word.plain or "").lower()
        if text in _NAMES or text.endswith(("/curl", "\\curl.exe")):
            return command.words[index + 1 :]
        if text not in _PROMPTS and "=" not in text:
            return None
    return None


_NAMES = ("curl", "curl.exe")
_PROMPTS = ("$", "%", ">", "sudo", "time", "exec", "command")


def _no_curl(command: Command) -> CommandFault:
    word = command.words[0]
    found = (word.plain or "")[:40]
    return CommandFault(word.span, f'expected "curl", found "{found}"')


def _asked(words: Sequence[Word], command: Command) -> Iterator[Asked | CommandFault]:
    """What is asked for between one `--next` and another."""
    options: list[Given] = []
    urls: list[Word] = []
    for each in given_options(words):
        if isinstance(each, CommandFault):
            yield each
            return
        if isinstance(each, Argument):
            urls.append(each.word)
        elif each.option.name == "url" and each.value is not None:
            urls.append(each.value)
        elif each.option.name == "next":
            yield Asked(tuple(options), tuple(urls), command.stdin)
            options, urls = [], []
        else:
            options.append(each)
    yield Asked(tuple(options), tuple(urls), command.stdin)
