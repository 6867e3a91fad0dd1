"""How a reply ended, as findings: cut off, limited, filtered, or without its last words."""

from collections.abc import Iterator

from wirelens.jsonvalue import JsonFault, parse_json
from wirelens.stream.dialects.table import FORMATS
from wirelens.stream.finding import Finding
from wirelens.stream.items import Event
from wirelens.stream.reply import Message, Part
from wirelens.stream.run import End, Run
from wirelens.stream.verdict import CUT, is_formless, verdict

# As the providers spell them, in lower case with "_".
_LENGTH = frozenset(
    {
        "length",
        "max_completion_tokens",
        "max_output_tokens",
        "max_prompt_tokens",
        "max_tokens",
        "model_context_window_exceeded",
        "model_length",
        "token_limit",
    }
)
_FILTER = frozenset(
    {
        "content_filter",
        "content_filtered",
        "guardrail_intervened",
        "refusal",
        "sensitive",
        "error_toxic",
        "safety",
        "recitation",
        "language",
        "blocklist",
        "prohibited_content",
        "spii",
        "image_safety",
        "image_prohibited_content",
        "image_recitation",
        "model_armor",
        "jailbreak",
        "content_policy_violation",
    }
)
_FINISHING = frozenset(each.dialect.id for each in FORMATS if each.always_finishes)


def ending(run: Run) -> Iterator[Finding]:
    """What is worth telling about the end of an ended run."""
    end = run.ended
    if end is None:
        return
    word = verdict(run)
    yield from _transport(run, end)
    if word == CUT:
        yield _truncated(run, end)
    elif word == "complete":
        yield from _last_words(run)
        yield from _invalid_arguments(run)
    for message in run.reply.messages:
        yield from _limited(message)


def _transport(run: Run, end: End) -> Iterator[Finding]:
    """What the transport says, under the code that it gave."""
    last = run.log.events or None
    if end.code is not None and end.code != CUT:
        yield Finding(end.code, end.message or f"the run ended: {end.code}", last)
    elif not run.answered and end.transport != "cancelled":
        yield Finding("connect-failed", end.message or "no response came", last)
    elif end.transport == "error" and end.code is None:
        yield Finding(CUT, end.message or "the connection broke", last)


def _truncated(run: Run, end: End) -> Finding:
    last = run.log.events
    usual = "the connection was reset" if end.transport == "reset" else "the body ended"
    how = end.message or usual
    where = f"after event {last}" if last else f"after {len(run.log.body)} bytes"
    missing = "" if is_formless(run) else f", {_expectation(run)}"
    message = f"{how} {where}{missing}{_last_id(run)}"
    return Finding(CUT, message, last or None, len(run.log.body))


def _expectation(run: Run) -> str:
    terminator = run.merger.dialect and run.merger.dialect.terminator
    if terminator:
        return f'expected a finish reason or the terminator "{terminator}", found neither'
    return "expected a finish reason, found none"


def _last_id(run: Run) -> str:
    item = run.log.event(run.log.events).item if run.log.events else None
    known = isinstance(item, Event) and item.id
    return f'; the last event id is "{known}"' if known else ""


def _last_words(run: Run) -> Iterator[Finding]:
    """Terminator and finish reason are two facts: either may be missing beside the other."""
    reply, dialect = run.reply, run.merger.dialect
    if dialect is None or not run.log.events:
        return
    last = run.log.events
    if dialect.terminator and not reply.terminators:
        said = f'expected the terminator "{dialect.terminator}" after the finish reason'
        yield Finding("terminator-missing", f'{said} "{reply.finish_reason}", found the end', last)
    if not reply.terminators or dialect.id not in _FINISHING:
        return
    unfinished = [each for each in reply.messages if each.parts and each.finish_reason is None]
    for message in unfinished:
        which = f" of message {message.index + 1}" if len(reply.messages) > 1 else ""
        said = f'expected a finish reason{which} before the terminator "{reply.terminators[-1]}"'
        yield Finding("finish-missing", f"{said}, found none", last)


def _limited(message: Message) -> Iterator[Finding]:
    reason = message.finish_reason
    if reason is None:
        return
    spelled = _spelled(reason)
    if spelled in _LENGTH:
        said = f'the reply was cut at the token limit: finish reason "{reason}"'
        yield Finding("length-limited", said, message.finish_event)
    elif spelled in _FILTER:
        said = f'the reply was withheld or cut by a filter: finish reason "{reason}"'
        yield Finding("content-filtered", said, message.finish_event)


def _is_cut(run: Run, message: Message) -> bool:
    """Whether the model was kept from saying all: what it left half said is not its mistake."""
    if message.finish_reason is None:
        return run.merger.dialect_id in _FINISHING
    return _spelled(message.finish_reason) in _LENGTH


def _spelled(reason: str | None) -> str:
    return (reason or "").lower().replace("-", "_").replace(" ", "_")


def _invalid_arguments(run: Run) -> Iterator[Finding]:
    last_events: dict[Part, int] = {}
    for stretch in run.reply.provenance.stretches():
        if stretch.part.slot == "tool":
            last_events[stretch.part] = stretch.last_event
    for message in run.reply.messages:
        if _is_cut(run, message):
            continue
        for part in message.parts.values():
            # Code interpreters, patches and custom tools take free text for their arguments.
            if part.slot != "tool" or not part.text.lstrip().startswith(("{", "[")):
                continue
            if isinstance(fault := parse_json(part.text), JsonFault):
                said = f'the arguments of "{part.name or part.id or "tool"}" are no JSON: {fault}'
                yield Finding("arguments-invalid", said, last_events.get(part))
