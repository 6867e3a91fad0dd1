"""The reply as Markdown: reasoning, answer, refusal, tool calls, citations, one line of facts.

While a run is pending the text grows at its end: a section is closed when the next one opens, and
the facts come last. Reasoning is a block quote in a `<details>`: a preview folds it, a plain buffer
shows it apart from the answer, and no fence inside can swallow what follows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from wirelens.ide.body import body_view
from wirelens.ide.end_words import facts, failure_in_words, verdict_in_words
from wirelens.ide.escapes import spellings, visible, visible_line
from wirelens.ide.joined import Joined
from wirelens.ide.json_layout import breaks, laid_out, looks_like_json
from wirelens.ide.markdown import (
    code,
    fence_for,
    fenced,
    inline,
    open_fence,
    quote_marks,
    quoted,
)
from wirelens.ide.rendered import Rendered, stripped
from wirelens.ide.rewriting import Edits, replacements, rewritten
from wirelens.ide.thinking import told_at
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.defects import cut_off
from wirelens.stream.reply import Message, Part
from wirelens.stream.run import Run
from wirelens.stream.verdict import verdict
from wirelens.text import Span

_FOLD_END = re.compile("</details")
_CITED = ("title", "document_title", "url", "uri", "cited_text")
LONGEST_LOST = 2000  # characters of an event that was not dispatched
_LOST = "*The body ended inside an event, so it was not dispatched and is no part of the reply:*"
_QUIET = ("complete", "stopped", None)


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of the view and what follows it.

    `rendered` was made from the text of `source`; its first `heading` characters tell of all of it.
    """

    rendered: Rendered
    closing: str = ""
    source: Joined | None = None
    heading: int = 0

    @property
    def text(self) -> str:
        """What the view shows of it."""
        return self.rendered.text.rstrip()


def reply_view(run: Run) -> str:
    """The reply of `run` so far; with the facts when it has ended."""
    told = "".join(each.text + each.closing for each in reply_sections(run))
    return told if run.pending else f"{told}---\n\n{facts(run).rstrip()}\n"


def reply_sections(run: Run) -> Iterator[Section]:
    """The view without its facts: what closes a section comes with the next, or with the end."""
    before: Section | None = None
    for section in _sections(run):
        if section.text:
            if before is not None:
                yield replace(before, closing=f"{before.closing}\n\n")
            before = section
    if before is not None:
        yield replace(before, closing="" if run.pending else f"{before.closing}\n\n")


def _plain(text: str, closing: str = "") -> Section:
    return Section(Rendered(text), closing)


def _sections(run: Run) -> Iterator[Section]:
    messages = run.reply.messages
    for number, message in enumerate(messages, 1):
        if len(messages) > 1:
            role = f" · {inline(message.role)}" if message.role else ""
            yield _plain(f"## Message {number}{role}")
        yield from _message(message, run.pending)
    if not any(message.parts for message in messages):
        yield from _instead(run)
    if run.pending:
        return
    if verdict(run) not in _QUIET:
        yield _plain(quoted(_trouble(run)))
    if (lost := cut_off(run)) is not None and lost.text:
        yield _plain(_LOST + "\n\n" + _lost(run, lost.text))


def _message(message: Message, pending: bool) -> Iterator[Section]:
    for slot, group in groupby(message.parts.values(), key=lambda part: part.slot):
        parts = tuple(group)
        match slot:
            case "text":
                yield from _text(Joined(parts, pending))
            case "reasoning":
                joined = Joined(parts, pending, "\n\n")
                yield _reasoning(joined, Rendered(joined.text))
            case "refusal":
                yield _refusal(Joined(parts, pending))
            case "tool":
                yield from (_tool_call(Joined((each,), pending), each) for each in parts)
    if message.citations:
        yield _plain("\n".join(["### Citations", "", *map(_citation, message.citations)]))


def _text(joined: Joined) -> Iterator[Section]:
    text = Rendered(joined.text)
    thought, answer = told_at(joined.text)
    yield _reasoning(joined, text.cut(thought))
    told = text.cut(answer)
    told = told.cut(Span(len(told.text) - len(told.text.lstrip("\n")), len(told.text)))
    fence = open_fence(told.text)
    yield Section(told.through(visible, spellings), f"\n{fence}" if fence else "", joined)


def _refusal(joined: Joined) -> Section:
    text = Rendered(joined.text).through(visible, spellings)
    return Section(text.behind("**Refusal:** "), "", joined)


def _reasoning(joined: Joined, text: Rendered) -> Section:
    thought = text.cut(stripped(text.text))
    if not thought.text:
        return _plain("")
    quote = thought.through(harmless, _harms).through(visible, spellings)
    front = "<details>\n<summary>Reasoning</summary>\n\n"
    told = quote.through(quoted, quote_marks).behind(front)
    return Section(told, "\n\n</details>", joined, len(front))


def harmless(text: str) -> str:
    """`text` that cannot end the fold it stands in."""
    return rewritten(text, _harms(text))


def _harms(text: str) -> Edits:
    """What would end the fold."""
    return replacements(_FOLD_END, lambda _: "&lt;/details", text)


def _tool_call(joined: Joined, part: Part) -> Section:
    names = " · ".join(code(each) for each in (part.name, part.id) if each)
    heading = f"### Tool call {names}".rstrip()
    text = Rendered(joined.text)
    if not joined.text.strip():
        return _plain(heading)
    fence, language = fence_for(joined.text), ""
    if looks_like_json(joined.text):
        # A line of laid out JSON never consists of backticks alone, so this fence holds.
        fence, language, text = "```", "json", text.through(laid_out, breaks)
    told = text.through(visible, spellings).behind(f"{heading}\n\n{fence}{language}\n")
    return Section(told, f"\n{fence}", joined, len(heading))


def _citation(value: JsonValue) -> str:
    if not isinstance(value, dict):
        return f"- {inline(value if isinstance(value, str) else dump_json(value))}"
    inner = next((each for each in value.values() if isinstance(each, dict)), {})
    known = [value.get(name, inner.get(name)) for name in _CITED]  # OpenAI nests `url_citation`
    said = [inline(each) for each in known if isinstance(each, str) and each]
    return f"- {' · '.join(said) or inline(dump_json(value))}"


def _instead(run: Run) -> Iterator[Section]:
    """What stands there where nothing was merged."""
    if run.framing == "none" and len(run.log.body):
        body = body_view(run).rstrip("\n")
        yield _plain(fenced(body, "json" if looks_like_json(body) else ""))
    elif not run.pending and run.log.events and run.merger.dialect is None and not run.reply.error:
        yield _plain(
            "*The events are of no known dialect; the timeline shows them, "
            "and `# @jsonpath` or a script can read them.*"
        )


def _lost(run: Run, text: str) -> str:
    """The beginning of what was lost; what may be half a secret is left out."""
    shown = text
    if len(text) > LONGEST_LOST:
        known, _ = run.redaction.split(text[:LONGEST_LOST])
        shown = f"{known}…"
    return fenced(laid_out(shown), "json") if looks_like_json(shown) else fenced(shown)


def _trouble(run: Run) -> str:
    words = verdict_in_words(run)
    told_by_peer = failure_in_words(run)
    if told_by_peer is None:
        return words
    on_one_line = visible_line(told_by_peer)
    if on_one_line in words:
        return words.replace(on_one_line, told_by_peer)
    return f"{words}\n{told_by_peer}"
