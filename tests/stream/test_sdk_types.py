"""Bodies that providers really sent: what each is merged into is what the official SDK reads."""

from collections import Counter
from collections.abc import Iterator

from recorded import Recorded, recorded
from sdk_excuses import EXCUSES, KEPT, Excuse
from sdk_types import TYPES, Misfit, misfits, typed, unknown
from wirelens.jsonvalue import JsonFault, JsonValue, parse_json
from wirelens.stream.items import Event
from wirelens.stream.run import Run

# What is of a stream alone, whoever sends it.
OF_STREAMS = frozenset(
    (
        "delta",
        "obfuscation",
        "sequence_number",
        "partial_json",
        "partialArgs",
        "willContinue",
        "tool_call_chunks",
        "chunk_position",
    )
)
CHUNKS = (".chunk", ".delta", "AIMessageChunk")


def known() -> Iterator[Recorded]:
    """The bodies whose SDK we have."""
    for each in recorded():
        if each.run().merger.dialect_id in TYPES:
            yield each


def thread() -> Recorded:
    """A whole run of an assistant, with the blank lines that it was stored without."""
    (found,) = (each for each in recorded() if "ThreadRunStreamResponseFixture" in each.file)
    return found.spaced()


def events(run: Run) -> list[JsonValue]:
    """What the events of a run say, as values."""
    items = (run.log.event(number).item for number in range(1, run.log.events + 1))
    values = (parse_json(item.data) for item in items if isinstance(item, Event))
    return [value for value in values if not isinstance(value, JsonFault)]


def refused(run: Run) -> list[Misfit]:
    dialect = run.merger.dialect_id
    return [
        misfit
        for type_, value in typed(dialect, run.merger.merged())
        for misfit in misfits(type_, value)
    ]


def excuse(dialect: str, told: list[JsonValue], misfit: Misfit) -> Excuse | None:
    """The one that covers a misfit, and whose proof stands in the events."""
    places = (each for each in EXCUSES if (each.dialect, each.path) == (dialect, misfit.path))
    return next((each for each in places if each.proof(told, misfit)), None)


def test_merged_objects_are_what_the_sdks_read() -> None:
    bodies: Counter[Excuse] = Counter()
    seen: Counter[str] = Counter()
    for each in known():
        run = each.run()
        dialect, told = run.merger.dialect_id, events(run)
        seen[dialect] += 1
        excused = set()
        for misfit in refused(run):
            found = excuse(dialect, told, misfit)
            assert found is not None, (each.file, misfit)
            excused.add(found)
        bodies.update(excused)
    assert bodies == Counter({each: each.bodies for each in EXCUSES})
    assert seen["openai-chat"] >= 60
    assert seen["openai-responses"] >= 43
    assert seen["gemini"] >= 31
    assert seen["anthropic-messages"] >= 27


def test_a_run_of_an_assistant_is_what_the_sdk_reads() -> None:
    assert refused(thread().run()) == []


def test_fields_that_no_sdk_names_are_those_of_the_sender() -> None:
    found: dict[str, set[str]] = {}
    for each in known():
        run = each.run()
        dialect = run.merger.dialect_id
        for type_, value in typed(dialect, run.merger.merged()):
            found.setdefault(dialect, set()).update(unknown(type_, value))
    named = {
        dialect: {path for paths in owners.values() for path in paths.split()}
        for dialect, owners in KEPT.items()
    }
    assert {dialect: paths for dialect, paths in found.items() if paths} == named


def test_a_reply_that_is_cut_off_lacks_something_but_has_nothing_wrong() -> None:
    excused = {(each.dialect, each.path) for each in EXCUSES}
    for each in known():
        for part in (1, 2, 3):
            run = each.run([each.body[: len(each.body) * part // 4]])
            if (dialect := run.merger.dialect_id) not in TYPES:
                continue
            for misfit in refused(run):
                is_unfinished = isinstance(misfit.value, str) and dialect == "anthropic-messages"
                is_told = not (misfit.missing or misfit.value is None or is_unfinished)
                assert not is_told or (dialect, misfit.path) in excused, (each.file, misfit)


def test_nothing_of_a_stream_alone_is_left_in_any_dialect() -> None:
    for each in (*recorded(), thread()):
        merged = each.run().merger.merged()
        assert set(_of_streams(merged)) == set(), each.file


def _of_streams(value: JsonValue) -> Iterator[str]:
    if isinstance(value, dict):
        yield from OF_STREAMS & value.keys()
        for key in ("object", "type"):
            if isinstance(name := value.get(key), str) and name.endswith(CHUNKS):
                yield name
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _of_streams(each)
