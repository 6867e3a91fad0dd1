"""The sample requests and their recordings belong together and are complete."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus import ROOT
from wirelens.recording_request import RecordedRequest, recorded_request
from wirelens.run.samples import sample_recordings, samples_folder
from wirelens.stream.run import Requested, Run
from wirelens.syntax.parse import parse

FOLDER = ROOT / "sample-requests"
RECORDINGS = sample_recordings()
FILES = sorted(FOLDER.glob("*.http"))
UNSAMPLED = [
    "openai-completions",
    "trouble-cut-off",
    "trouble-error-after-200",
    "trouble-length-limit",
]


def environments() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((FOLDER / "http-client.env.json").read_text())
    return found


def requests_of(path: Path) -> list[RecordedRequest]:
    blocks = parse(path.read_text(encoding="utf-8")).file.blocks
    return [recorded_request(block.request, block.text) for block in blocks if block.request]


def test_the_samples_are_found_in_a_checkout() -> None:
    assert Path(str(samples_folder())).resolve() == FOLDER


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_is_whole(name: str) -> None:
    recording = RECORDINGS[name]
    assert recording.problems == ()
    assert recording.body
    assert recording.content_type


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_has_the_pace_of_a_model(name: str) -> None:
    recording = RECORDINGS[name]
    assert recording.end is not None
    assert 0.2 <= recording.reads[0].at <= 0.6
    assert 1.5 <= recording.end.at <= 6


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_has_no_problem(path: Path) -> None:
    assert parse(path.read_text(encoding="utf-8")).problems == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_request_of_a_sample_is_recorded(path: Path) -> None:
    recorded = [recording.request for recording in RECORDINGS.values()]
    assert requests_of(path)
    assert all(request in recorded for request in requests_of(path))


def test_every_recording_has_its_sample() -> None:
    sampled = [request for path in FILES for request in requests_of(path)]
    unsampled = [name for name, each in RECORDINGS.items() if each.request not in sampled]
    assert unsampled == UNSAMPLED


@dataclass(frozen=True)
class Told:
    """What a recording's stream says."""

    dialect: str
    finish_reason: str | None = None
    tools: tuple[str, ...] = ()
    error: str | None = None


TOLD = {
    "claude": Told("anthropic-messages", "tool_use", ("create_event",)),
    "custom-format": Told("unknown"),
    "deepseek-reasoning": Told("openai-chat", "stop"),
    "deepseek-tool-call": Told("openai-chat", "tool_calls", ("set_timer",)),
    "gemini": Told("gemini", "STOP", ("create_reminder",)),
    "gemini-array": Told("gemini", "STOP"),
    "ollama-chat": Told("ollama-chat", "stop"),
    "ollama-generate": Told("ollama-generate", "stop"),
    "openai-chat": Told("openai-chat", "stop"),
    "openai-completions": Told("openai-completions", "stop"),
    "openai-responses": Told("openai-responses", "completed", ("get_forecast",)),
    "quickstart": Told("openai-chat", "stop"),
    "trouble-cut-off": Told("openai-chat"),
    "trouble-error-after-200": Told("anthropic-messages", error="Overloaded"),
    "trouble-length-limit": Told("openai-chat", "length"),
}


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_is_in_its_provider_s_format(name: str) -> None:
    recording = RECORDINGS[name]
    run = Run(Requested("POST", "http://example"))
    assert recording.head is not None
    assert recording.end is not None
    run.head(recording.head)
    for read in recording.reads:
        run.read(read.at, read.data)
    run.end(recording.end)
    reply = run.reply
    tools = tuple(str(call.name) for each in reply.messages for call in each.tool_calls)
    error = None if reply.error is None else reply.error.message
    assert Told(run.merger.dialect_id, reply.finish_reason, tools, error) == TOLD[name]
    assert [note.code for note in reply.notes] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_variable_of_a_sample_is_in_the_shared_environment(path: Path) -> None:
    names = set(re.findall(r"\{\{(\w+)\}\}", path.read_text(encoding="utf-8")))
    assert names <= environments()["$shared"].keys()


def test_the_live_environment_names_every_base_and_the_example_every_key() -> None:
    shared, live = environments()["$shared"].keys(), environments()["live"].keys()
    private = json.loads((FOLDER / "http-client.private.env.json.example").read_text())
    assert {name for name in shared if name.endswith("_base")} == live
    assert {name for name in shared if name.endswith("_key")} == private["live"].keys()


def test_no_sample_and_no_recording_carries_a_key() -> None:
    for path in FOLDER.rglob("*"):
        if path.is_file():
            assert not re.search(r"sk-\w{8}|AIza\w{8}", path.read_text(encoding="utf-8")), path
