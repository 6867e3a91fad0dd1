"""The reply as Markdown: reasoning, answer, refusal, tool calls, citations, one line of facts.

While a run is pending the text grows at its end: a section is closed when the next one opens, and
the facts come last. Reasoning is a block quote in a `<details>`: a preview folds it, a plain buffer
shows it apart from the answer, and no fence inside can swallow what follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from wirelens.ide.body import body_view
from wirelens.ide.end_words import facts, failure_in_words, verdict_in_words
from wirelens.ide.escapes import visible, visible_line
from wirelens.ide.json_layout import laid_out, looks_like_json
from wirelens.ide.markdown import code, fenced, inline, open_fence, quoted
from wirelens.ide.thinking import told
from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.defects import cut_off
from wirelens.stream.reply import Message, Part
from wirelens.stream.run import Run
from wirelens.stream.verdict import verdict

_CITED = ("title", "document_title", "url", "uri", "cited_text")
LONGEST_LOST = 2000  # characters of an event that was not dispatched
_LOST = "*The body ended inside an event, so it was not dispatched and is no part of the reply:*"
_QUIET = ("complete", "stopped", None)


@dataclass(frozen=True, slots=True)
class _Section:
    """A piece of the view, and what closes it once something follows."""

    text: str
    closing: str = ""


def reply_view(run: Run) -> str:
    """The reply of `run` so far; with the facts when it has ended."""
    sections = [each for each in _sections(run) if each.text]
    if run.pending:
        return _joined(sections[:-1]) + "".join(each.text.rstrip() for each in sections[-1:])
    return _joined([*sections, _Section("---"), _Section(facts(run))]).rstrip("\n") + "\n"


def _joined(sections: list[_Section]) -> str:
    return "".join(each.text.rstrip() + each.closing + "\n\n" for each in sections)


def _sections(run: Run) -> Iterator[_Section]:
    messages = run.reply.messages
    for number, message in enumerate(messages, 1):
        if len(messages) > 1:
            role = f" · {inline(message.role)}" if message.role else ""
            yield _Section(f"## Message {number}{role}")
        yield from _message(message, run.pending)
    if not any(message.parts for message in messages):
        yield from _instead(run)
    if run.pending:
        return
    if verdict(run) not in _QUIET:
        yield _Section(quoted(_trouble(run)))
    if (lost := cut_off(run)) is not None and lost.text:
        yield _Section(_LOST + "\n\n" + _lost(run, lost.text))


def _message(message: Message, pending: bool) -> Iterator[_Section]:
    for slot, group in groupby(message.parts.values(), key=lambda part: part.slot):
        parts = list(group)
        match slot:
            case "text":
                yield from _text(_joined_text(parts, pending))
            case "reasoning":
                yield _reasoning("\n\n".join(_text_of(each, pending) for each in parts))
            case "refusal":
                yield _Section(f"**Refusal:** {visible(_joined_text(parts, pending))}")
            case "tool":
                yield from (_tool_call(each, pending) for each in parts)
    if message.citations:
        yield _Section("\n".join(["### Citations", "", *map(_citation, message.citations)]))


def _text_of(part: Part, pending: bool) -> str:
    # Half a surrogate pair is U+FFFD in the end; before that its other half may come.
    return part.slice(0, part.length) if pending else part.text


def _joined_text(parts: list[Part], pending: bool) -> str:
    return "".join(_text_of(each, pending) for each in parts)


def _text(text: str) -> Iterator[_Section]:
    apart = told(text)
    yield _reasoning(apart.thought)
    answer = apart.answer.lstrip("\n")
    fence = open_fence(answer)
    yield _Section(visible(answer), f"\n{fence}" if fence else "")


def _reasoning(text: str) -> _Section:
    thought = text.strip()
    if not thought:
        return _Section("")
    harmless = thought.replace("</details", "&lt;/details")
    return _Section(
        f"<details>\n<summary>Reasoning</summary>\n\n{quoted(harmless)}", "\n\n</details>"
    )


def _tool_call(part: Part, pending: bool) -> _Section:
    names = " · ".join(code(each) for each in (part.name, part.id) if each)
    heading = f"### Tool call {names}".rstrip()
    text = _text_of(part, pending)
    if not text.strip():
        return _Section(heading)
    if looks_like_json(text):
        # A line of laid out JSON never consists of backticks alone, so this fence holds.
        return _Section(f"{heading}\n\n```json\n{visible(laid_out(text))}", "\n```")
    return _Section(f"{heading}\n\n{fenced(text)}")


def _citation(value: JsonValue) -> str:
    if not isinstance(value, dict):
        return f"- {inline(value if isinstance(value, str) else dump_json(value))}"
    inner = next((each for each in value.values() if isinstance(each, dict)), {})
    known = [value.get(name, inner.get(name)) for name in _CITED]  # OpenAI nests `url_citation`
    said = [inline(each) for each in known if isinstance(each, str) and each]
    return f"- {' · '.join(said) or inline(dump_json(value))}"


def _instead(run: Run) -> Iterator[_Section]:
    """What stands there where nothing was merged."""
    if run.framing == "none" and len(run.log.body):
        body = body_view(run).rstrip("\n")
        yield _Section(fenced(body, "json" if looks_like_json(body) else ""))
    elif not run.pending and run.log.events and run.merger.dialect is None and not run.reply.error:
        yield _Section(
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
