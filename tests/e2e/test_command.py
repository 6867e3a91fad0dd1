"""The command as a person uses it: what it prints where, and how it exits."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import junitparser
import pytest

from commands import Done, command, environment, wirelens
from servers import behaviours, scripted
from servers.scripted import AwaitRequest, Gate, Reset, Send, Stall, Wait

HELLO = (
    b'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}\n\n',
    b'data: {"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}\n\n',
    b"data: [DONE]\n\n",
)
TO_SERVER = "### greet\nPOST {{base}}/v1/chat/completions\n\n{}\n"


def run(folder: Path, text: str, *arguments: str) -> Done:
    (folder / "a.http").write_text(text, encoding="utf-8")
    return wirelens("run", "a.http", *arguments, folder=folder)


def served(*steps: scripted.Step) -> scripted.Server:
    return scripted.serve(AwaitRequest(), *steps)


def check_served(folder: Path, steps: Sequence[scripted.Step], *arguments: str) -> Done:
    with served(*steps) as server:
        base = server.url("")
        return run(folder, TO_SERVER, "--var", f"base={base}", *arguments)


def test_a_reply_and_its_facts_are_printed(tmp_path: Path) -> None:
    done = check_served(tmp_path, list(behaviours.event_stream(*HELLO)))
    assert done.code == 0
    assert done.out.startswith("Hello\n\n---\n\ncomplete · stop · ttft ")
    assert done.err == ""


def test_json_has_the_shape_that_is_promised(tmp_path: Path) -> None:
    done = check_served(tmp_path, list(behaviours.event_stream(*HELLO)), "--format", "json")
    found = json.loads(done.out)
    assert found["request"]["name"] == "greet"
    assert (found["request"]["line"], found["request"]["end_line"]) == (2, 4)
    assert found["messages"][0]["text"] == "Hello"
    assert found["end"] == {"transport": "eof", "terminator": "[DONE]", "verdict": "complete"}
    assert (found["dialect"], found["framing"]) == ("openai-chat", "sse")


ASSERTED = """### greet
# @assert text contains "Hel"
# @assert finish_reason == length
POST {{base}}/v1/chat/completions

?? status == 200
"""


def test_a_broken_promise_is_told_on_its_own_line_and_fails_the_command(tmp_path: Path) -> None:
    steps = list(behaviours.event_stream(*HELLO))
    with served(*steps) as server:
        done = run(tmp_path, ASSERTED, "--var", f"base={server.url('')}")
    assert done.code == 1
    assert done.err == (
        "a.http:3: error[assertion-failed]: finish_reason == length:"
        " expected == length, found stop (event 2)\n"
    )
    assert "2/3 ✗" in done.out


BOTH = (
    ASSERTED
    + """
### well
# @assert text == Hello
POST {{base}}/v1/chat/completions
"""
)


def test_a_junit_report_is_one_that_its_readers_understand(tmp_path: Path) -> None:
    with served(*behaviours.event_stream(*HELLO)) as server:
        base = f"base={server.url('')}"
        done = run(tmp_path, BOTH, "--all", "--var", base, "--format", "junit")
    assert done.code == 1
    report = junitparser.JUnitXml.fromstring(done.out.encode())
    (suite,) = report
    assert (suite.name, suite.tests, suite.failures, suite.errors) == ("a.http", 2, 1, 0)
    greet, well = suite
    (failure,) = greet.result
    assert isinstance(failure, junitparser.Failure)
    assert failure.message == "1 of 3 assertions failed"
    assert "finish_reason == length: expected == length, found stop" in (failure.text or "")
    assert (well.name, well.is_passed) == ("well", True)
    assert "complete · stop" in (well.system_out or "")


def test_several_runs_end_in_a_table(tmp_path: Path) -> None:
    with served(*behaviours.event_stream(*HELLO)) as server:
        done = run(tmp_path, BOTH, "--all", "--var", f"base={server.url('')}")
    lines = done.out.splitlines()
    table = lines[lines.index(next(each for each in lines if "verdict" in each)) :]
    assert table[0].split() == [
        "request",
        "status",
        "verdict",
        "ttft",
        "rate",
        "assertions",
        "time",
    ]
    assert table[1].split()[:4] == ["✗", "greet", "200", "complete"]
    assert "2/3 ✗" in table[1]
    assert table[2].split()[:4] == ["✓", "well", "200", "complete"]
    assert table[-1] == "2 requests, 1 failed"


def test_a_workflow_gets_annotations(tmp_path: Path) -> None:
    with served(*behaviours.event_stream(*HELLO)) as server:
        (tmp_path / "a.http").write_text(ASSERTED, encoding="utf-8")
        done = subprocess.run(
            command("run", "a.http", "--var", f"base={server.url('')}", "--format", "junit"),
            cwd=tmp_path,
            env=environment() | {"GITHUB_ACTIONS": "true"},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.stderr == (
        "::error file=a.http,line=3,title=assertion-failed::"
        "finish_reason == length: expected == length, found stop\n"
    )


def test_kept_promises_are_counted_and_a_status_that_is_asserted_is_no_failure(
    tmp_path: Path,
) -> None:
    refusal = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}"
    with served(Send(refusal)) as server:
        asserted = "# @assert status == 404\nGET {{base}}/\n"
        done = run(tmp_path, asserted, "--var", f"base={server.url('')}", "--format", "json")
    assert (done.code, done.err) == (0, "")
    (assertion,) = json.loads(done.out)["assertions"]
    assert assertion == {
        "line": 1,
        "text": "status == 404",
        "passed": True,
        "expected": "== 404",
        "found": "404",
    }


def test_events_are_printed_as_they_come(tmp_path: Path) -> None:
    gate = Gate()
    (tmp_path / "a.http").write_text(TO_SERVER, encoding="utf-8")
    steps: list[scripted.Step] = [
        Send(behaviours.SSE + behaviours.CHUNKED + behaviours.chunk(HELLO[0])),
        Wait(gate),
        Send(b"".join(map(behaviours.chunk, HELLO[1:])) + behaviours.LAST_CHUNK),
    ]
    with served(*steps) as server:
        arguments = ["run", "a.http", "--var", f"base={server.url('')}", "--format", "events"]
        process = subprocess.Popen(
            command(*arguments), cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        gate.open()  # the first event was printed while the second was not yet sent
        rest = [json.loads(line) for line in process.stdout]
        assert process.wait(30) == 0
        process.stdout.close()
    assert (first["index"], first["slot"], first["delta"]) == (1, "text", "Hel")
    assert [each.get("delta") for each in rest[:-1]] == ["lo", None]
    assert rest[-1]["counts"]["events"] == 3


def test_an_interrupt_closes_the_connection_and_exits_130(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text(TO_SERVER, encoding="utf-8")
    steps: list[scripted.Step] = [
        Send(behaviours.SSE + behaviours.CHUNKED + behaviours.chunk(HELLO[0])),
        Stall(),
    ]
    with served(*steps) as server:
        process = subprocess.Popen(
            command("run", "a.http", "--var", f"base={server.url('')}"),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.read(3) == "Hel"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 130
        assert server.connection().gone.wait(10)
    assert "cancelled" in out
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("###\nnonsense here\n", "a.http:2:1", "request-line-expected"),
        ("GET {{missing}}/x\n", "a.http:1:5", "variable-undefined"),
        ("GET http://x/{{a}}\n@a = {{b}}\n@b = {{a}}\n", "a.http:1", "variable"),
        ("# @timeout soon\nGET http://x/\n", "a.http:1:12", "directive-value"),
        ("# @jsonpath $.[\nGET http://x/\n", "a.http:1:1", "jsonpath-invalid"),
        ("POST http://x/\n\n< ./none.json\n", "a.http:3", "file-missing"),
        ("POST http://x/\n\n< ../../../etc/passwd\n", "a.http:3", "file-outside-workspace"),
    ],
)
def test_a_faulty_request_is_told_at_its_place_and_not_sent(
    tmp_path: Path, text: str, place: str, said: str
) -> None:
    done = run(tmp_path, text)
    assert done.code == 2
    assert place in done.err
    assert said in done.err
    assert "nothing was sent" in done.err or "no request" in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("GET http://h:99999/\n", "a.http:1:5", "a port number"),
        ("GET http://a..b/\n", "a.http:1:5", "a host name"),
        ("GET http://h/x%0\nHost: a\nHost: b\n", "a.http:3:1", '"Host" is there twice'),
        ("POST http://h/\nContent-Length: 1\n\nab\n", "a.http:2:1", 'expected "2"'),
    ],
)
def test_what_the_transport_would_refuse_is_wrong_use(
    tmp_path: Path, text: str, place: str, said: str
) -> None:
    done = run(tmp_path, text)
    assert (done.code, done.out) == (2, "")
    assert f"{place}: error[" in done.err
    assert said in done.err
    assert done.err.endswith("nothing was sent\n")


def test_of_several_requests_none_is_sent_where_one_cannot_be(tmp_path: Path) -> None:
    with served(*behaviours.event_stream(*HELLO)) as server:
        text = f"GET {server.url('/')}\n###\nGET {{{{one}}}}/\n###\nGET http://h/{{{{two}}}}\n"
        done = run(tmp_path, text, "--all")
        assert server.connections == []
    assert (done.code, done.out) == (2, "")
    told = [line.partition(": ")[0] for line in done.err.splitlines()]
    assert told == ["a.http:3:5", "a.http:5:14", "nothing was sent"]


def test_what_is_wrong_in_several_environments_is_told_once(tmp_path: Path) -> None:
    known = {"a": {"base": "http://h"}, "b": {}, "c": {}}
    (tmp_path / "http-client.env.json").write_text(json.dumps(known), encoding="utf-8")
    done = run(tmp_path, "GET {{base}}/\n", "--env", "a,b,c")
    assert done.code == 2
    assert done.err.count("variable-undefined") == 1
    done = run(tmp_path, "GET {{base}}/\n", "--env", "a,none,nope")
    assert done.code == 2
    assert done.err.count("is unknown") == 2
    assert done.err.count("nothing was sent") == 1


def test_several_requests_need_a_choice(tmp_path: Path) -> None:
    done = run(tmp_path, "### one\nGET http://a/\n### two\nGET http://b/\n")
    assert done.code == 2
    assert "say which" in done.err
    assert re.search(r"a\.http:2\s+GET\s+one", done.err)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = wirelens("run", "none.http", folder=tmp_path)
    assert done.code == 2
    assert "none.http: cannot be read: No such file" in done.err


@dataclass(frozen=True, slots=True)
class Trouble:
    """A response that goes wrong: what is told, and what of the reply is kept."""

    steps: tuple[scripted.Step, ...]
    code: str
    said: str
    kept: str


def stream(*parts: bytes, end: bytes = behaviours.LAST_CHUNK) -> tuple[scripted.Step, ...]:
    body = b"".join(map(behaviours.chunk, parts))
    return (Send(behaviours.SSE + behaviours.CHUNKED + body + end),)


TROUBLES = {
    "a status of 401 with a JSON error": Trouble(
        (
            Send(
                b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
                b'Content-Length: 41\r\n\r\n{"error":{"message":"bad key","code":"x"}}'[:-1]
                + b"}"
            ),
        ),
        "http-status",
        "401",
        "bad key",
    ),
    "an error inside a stream": Trouble(
        stream(HELLO[0], b'data: {"error":{"message":"overloaded"}}\n\n'),
        "error-in-band",
        "overloaded",
        "Hel",
    ),
    "a stream that is cut": Trouble(stream(HELLO[0], end=b""), "truncated", "", "Hel"),
    "a stream that is reset": Trouble(
        (*stream(HELLO[0], end=b""), Reset()), "truncated", "", "Hel"
    ),
    "a stream that ends without a finish": Trouble(stream(HELLO[0]), "truncated", "", "Hel"),
    "garbage under text/event-stream": Trouble(
        stream(b"no field\nnor this\n\n", *HELLO), "field-unknown", "no field", "Hello"
    ),
    "bytes that are no UTF-8": Trouble(
        stream(b'data: {"choices":[{"index":0,"delta":{"content":"a\xffb"}}]}\n\n', *HELLO),
        "utf8-invalid",
        "",
        "a\ufffdbHello",
    ),
    "an endless line": Trouble(
        (
            Send(behaviours.SSE + b"Connection: close\r\n\r\n" + HELLO[0] + b"data: "),
            scripted.Endless(b"x" * 65536),
        ),
        "line-too-long",
        "16777216",
        "Hel",
    ),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_trouble_has_one_clear_message_and_keeps_what_came(tmp_path: Path, name: str) -> None:
    trouble = TROUBLES[name]
    done = check_served(tmp_path, trouble.steps)
    told = [line for line in done.err.splitlines() if f"[{trouble.code}]" in line]
    assert told, done.err
    assert all(line.startswith("a.http:2: ") for line in told)
    assert trouble.said in told[0]
    assert trouble.kept in done.out
    assert "Traceback" not in done.err
    is_error = ": error[" in told[0]
    assert done.code == (1 if is_error else 0)


def test_a_host_that_refuses_is_named(tmp_path: Path) -> None:
    port = behaviours.refusing_port()
    done = run(tmp_path, TO_SERVER, "--var", f"base=http://127.0.0.1:{port}")
    assert done.code == 1
    assert "a.http:2: error[connect-failed]:" in done.err
    assert f"127.0.0.1:{port}" in done.err


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context = behaviours.server_context()
    with scripted.serve_tls(context, behaviours.whole(b"hello")) as server:
        done = run(tmp_path, TO_SERVER, "--var", f"base={server.url('')}")
    assert done.code == 1
    assert "error[tls-failed]" in done.err
    assert "self-signed" in done.err


def test_settings_reach_the_transport(tmp_path: Path) -> None:
    context = behaviours.server_context()
    with scripted.serve_tls(context, behaviours.whole(b"hello")) as server:
        set_ca = f"caFile={behaviours.CERTIFICATE}"
        done = run(tmp_path, f"GET {server.url('/')}\n", "--set", set_ca)
    assert done.code == 0
    assert "hello" in done.out


def test_an_unknown_setting_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "GET http://x/\n", "--set", "colour=red")
    assert done.code == 2
    assert 'unknown setting "colour"' in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "proxy=zzz"), 'setting "proxy" expects "http://" or "https://"'),
        (("--set", "timeouts.headers=1e400"), 'found "1e400"'),
        (("--var", "=x"), 'expected NAME=VALUE, found "=x"'),
        (("--var", "x"), 'expected NAME=VALUE, found "x"'),
    ],
)
def test_what_is_set_to_nothing_sensible_is_wrong_use(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run(tmp_path, "GET http://127.0.0.1:1/\n", *arguments)
    assert done.code == 2
    assert said in done.err


def test_a_secret_is_sent_and_never_shown(tmp_path: Path) -> None:
    private = {"dev": {"key": "CANARY-0f9a8b7c6d"}}
    (tmp_path / "http-client.env.json").write_text('{"dev": {}}', encoding="utf-8")
    (tmp_path / "http-client.private.env.json").write_text(json.dumps(private), encoding="utf-8")
    echo = b'data: {"choices":[{"delta":{"content":"you sent CANARY-0f9a8b7c6d"}}]}\n\n'
    text = TO_SERVER.replace("\n\n{}", "\nX-Api-Key: {{key}}\n\n{}")
    shown = ""
    for view in ("reply", "timeline", "raw", "json", "stats"):
        with served(*stream(echo, *HELLO)) as server:
            base = f"base={server.url('')}"
            done = run(tmp_path, text, "--env", "dev", "--var", base, "--view", view, "--record")
            assert b"CANARY-0f9a8b7c6d" in server.connection().received
        shown += done.out + done.err
    shown += (tmp_path / "recordings" / "greet.stream").read_text(encoding="utf-8")
    assert "you sent ***" in shown
    assert "CANARY" not in shown


def test_a_recorded_run_replays_to_the_same_result(tmp_path: Path) -> None:
    steps = list(behaviours.event_stream(*HELLO))
    live = check_served(tmp_path, steps, "--format", "json", "--record=kept.stream")
    again = wirelens("replay", "kept.stream", "--format", "json", folder=tmp_path)
    assert again.code == 0
    sent, played = json.loads(live.out), json.loads(again.out)
    assert played["source"] == "kept.stream"
    for key in ("messages", "usage", "end", "counts", "findings", "framing", "dialect"):
        assert played[key] == sent[key], key
    assert played["timing"]["ttft"] == pytest.approx(sent["timing"]["ttft"], abs=1e-5)


def test_a_bare_body_is_read_by_the_rules_of_a_request(tmp_path: Path) -> None:
    body = 'data: {"t": "H"}\n\ndata: {"t": "i"}\n\n'
    (tmp_path / "body.sse").write_text(body, encoding="utf-8")
    (tmp_path / "a.http").write_text(
        "# @name one\n# @jsonpath t\nGET http://x/\n", encoding="utf-8"
    )
    arguments = ["replay", "body.sse", "--rules", "a.http#one", "--format", "json"]
    found = json.loads(wirelens(*arguments, folder=tmp_path).out)
    assert found["messages"][0]["text"] == "Hi"
    assert (found["dialect"], found["response"]) == ("jsonpath", None)


def test_what_is_no_recording_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.stream").write_text("hello\n", encoding="utf-8")
    done = wirelens("replay", "a.stream", folder=tmp_path)
    assert done.code == 2
    assert "a.stream:1: not a recording" in done.err


def test_a_request_file_is_not_replayed(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text("GET http://h/\n", encoding="utf-8")
    done = wirelens("replay", "a.http", folder=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("a.http: a request file, expected a recording or a body")


def test_requests_are_listed_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text(
        "### One\nGET http://a/\n\n### Two\n\nhttp://b/\n", encoding="utf-8"
    )
    found = json.loads(wirelens("list", "a.http", "--format", "json", folder=tmp_path).out)
    assert found == [
        {
            "file": "a.http",
            "name": "One",
            "method": "GET",
            "target": "http://a/",
            "line": 2,
            "end_line": 2,
        },
        {
            "file": "a.http",
            "name": "Two",
            "method": "GET",
            "target": "http://b/",
            "line": 6,
            "end_line": 6,
        },
    ]


def test_check_tells_every_problem_and_fails_on_errors(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text("# @timeout soon\nGET http://a/\n", encoding="utf-8")
    (tmp_path / "b.http").write_text("GET http://a/\n", encoding="utf-8")
    done = wirelens("check", ".", folder=tmp_path)
    assert done.code == 1
    assert "a.http:1:12: error[directive-value]" in done.out
    assert "2 files checked, 1 problem" in done.err
    assert wirelens("check", "b.http", folder=tmp_path).code == 0


def test_check_tells_what_would_keep_a_request_from_being_sent(tmp_path: Path) -> None:
    text = "POST http://h/\n\n< ./none.json\n###\nGET h:99999\n###\nGET {{$processEnv B}}/\n"
    (tmp_path / "a.http").write_text(text, encoding="utf-8")
    done = wirelens("check", "a.http", folder=tmp_path)
    told = [line.split(": ")[:2] for line in done.out.splitlines()]
    assert told == [
        ["a.http:3:3", "error[file-missing]"],
        ["a.http:5:5", "error[request-line-expected]"],
    ]
    assert (done.code, done.err) == (1, "1 file checked, 2 problems\n")


def test_check_counts_request_files_and_tells_every_problem_of_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text("GET http://h/\n", encoding="utf-8")
    (tmp_path / "http-client.env.json").write_text('{"a": 1, "b": []}', encoding="utf-8")
    (tmp_path / "http-client.private.env.json").mkdir()
    done = wirelens("check", "a.http", folder=tmp_path)
    assert "http-client.env.json:1:1: error[environment-invalid]" in done.out
    assert done.out.count("environment-invalid") == 2
    assert "http-client.private.env.json:1:1: error[file-missing]" in done.out
    assert (done.code, done.err) == (1, "1 file checked, 3 problems\n")


def test_check_reads_an_environment_file_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "http-client.env.json").write_text('{"a": {"b": 1}}', encoding="utf-8")
    (tmp_path / ".env").write_text("A=1\n", encoding="utf-8")
    done = wirelens("check", "http-client.env.json", ".env", folder=tmp_path)
    assert (done.code, done.out, done.err) == (0, "", "2 files checked, 0 problems\n")


def test_a_stalled_stream_ends_by_its_idle_timeout(tmp_path: Path) -> None:
    text = TO_SERVER.replace("POST", "# @idle-timeout 300 ms\nPOST")
    steps = (*stream(HELLO[0], end=b""), Stall())
    with served(*steps) as server:
        done = run(tmp_path, text, "--var", f"base={server.url('')}", "--format", "json")
    assert done.code == 1
    assert json.loads(done.out)["end"]["verdict"] == "stalled"


def test_a_pipe_that_closes_ends_the_run(tmp_path: Path) -> None:
    steps = (Send(behaviours.SSE + b"\r\n"), scripted.Endless(HELLO[0]))
    (tmp_path / "a.http").write_text(TO_SERVER, encoding="utf-8")
    with served(*steps) as server:
        process = subprocess.Popen(
            command("run", "a.http", "--var", f"base={server.url('')}"),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
        process.stderr.close()
        assert process.wait(30) == 130
    assert b"Traceback" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="shell of POSIX")
@pytest.mark.parametrize(
    ("redirect", "why"), [(">&-", "Bad file descriptor"), (">/dev/full", "No space left on device")]
)
@pytest.mark.parametrize("arguments", ["list a.http", "run a.http", "run a.http --format events"])
def test_a_stdout_that_takes_nothing_is_named_in_one_line(
    tmp_path: Path, redirect: str, why: str, arguments: str
) -> None:
    with served(*behaviours.event_stream(*HELLO)) as server:
        text = TO_SERVER.replace("{{base}}", server.url(""))
        (tmp_path / "a.http").write_text(text, encoding="utf-8")
        done = subprocess.run(
            ["/bin/sh", "-c", f'"$0" -m wirelens {arguments} {redirect}', sys.executable],
            cwd=tmp_path,
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (2, f"stdout: cannot be written: {why}\n")


def test_a_closed_stderr_loses_no_result(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text("GET http://h/\n", encoding="utf-8")
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m wirelens list a.http none.http 2>&-', sys.executable],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == "a.http:1  GET    http://h/\n"


def split_secret() -> tuple[scripted.Step, ...]:
    halves = (b"you sent CANARY-0f9a", b"8b7c6d, right")
    events = (b'data: {"choices":[{"delta":{"content":"%b"}}]}\n\n' % half for half in halves)
    return stream(*events, *HELLO)


@pytest.mark.parametrize(
    "shown", ["--view=reply", "--view=timeline", "--view=raw", "--view=json", "--view=body"]
)
def test_a_secret_that_comes_in_two_events_is_shown_in_no_view(tmp_path: Path, shown: str) -> None:
    check_split_secret(tmp_path, shown)


@pytest.mark.parametrize("format_", ["json", "jsonl", "events"])
def test_a_secret_that_comes_in_two_events_is_in_no_output(tmp_path: Path, format_: str) -> None:
    check_split_secret(tmp_path, f"--format={format_}")


def test_a_secret_that_comes_in_two_events_is_in_no_recording(tmp_path: Path) -> None:
    check_split_secret(tmp_path, "--record=kept.stream")
    kept = (tmp_path / "kept.stream").read_text(encoding="utf-8")
    assert "CANARY-0f9a" not in kept
    assert "8b7c6d" not in kept
    assert "you sent ***, right" in wirelens("replay", "kept.stream", folder=tmp_path).out


def check_split_secret(folder: Path, shown: str) -> None:
    text = TO_SERVER.replace("\n\n{}", "\nX-Api-Key: {{$processEnv WIRELENS_CANARY}}\n\n{}")
    (folder / "a.http").write_text(text, encoding="utf-8")
    with served(*split_secret()) as server:
        done = subprocess.run(
            command("run", "a.http", "--var", f"base={server.url('')}", shown),
            cwd=folder,
            env=environment() | {"WIRELENS_CANARY": "CANARY-0f9a8b7c6d"},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 0, done.stderr
    assert "CANARY-0f9a" not in done.stdout
    assert "8b7c6d" not in done.stdout
    assert "***" in done.stdout


def test_what_a_server_says_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    error = b'data: {"error":{"message":"A\\u001b]0;pwn\\u0007\\u202e\\nB"}}\n\n'
    done = check_served(tmp_path, stream(error))
    told = [line for line in done.err.splitlines() if "error-in-band" in line]
    assert len(told) == 1
    assert not set(done.err + done.out) & set("\x1b\x07\u202e")


def test_a_view_that_is_laid_out_anew_is_printed_once(tmp_path: Path) -> None:
    done = check_served(tmp_path, list(behaviours.event_stream(*HELLO)), "--view", "json")
    assert json.loads(done.out)["choices"][0]["message"]["content"] == "Hello"


def test_an_interrupted_run_is_a_result_too(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text(TO_SERVER, encoding="utf-8")
    first = Send(behaviours.SSE + behaviours.CHUNKED + behaviours.chunk(HELLO[0]))
    with served(first, Stall()) as server:
        process = subprocess.Popen(
            command("run", "a.http", "--var", f"base={server.url('')}", "--format", "json"),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert server.connection().requested.wait(scripted.PATIENCE)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert json.loads(out)["end"]["verdict"] == "cancelled"


def test_braces_that_never_close_cost_no_time(tmp_path: Path) -> None:
    text = "POST http://h/\n\n" + "{{" * 32_000
    (tmp_path / "a.http").write_text(text, encoding="utf-8")
    assert wirelens("check", "a.http", folder=tmp_path).code == 0


def test_a_port_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    done = wirelens("lsp", "--tcp", "99999", folder=tmp_path)
    assert done.code == 2
    assert 'expected a port, 0 to 65535, found "99999"' in done.err


def test_a_setting_says_how_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.http").write_text("POST http://x/\n\n{}\nGET http://y/\n", encoding="utf-8")
    for arguments, count in (((), 1), (("--set", "syntax=httpyac"), 2)):
        done = wirelens("list", "a.http", "--format", "json", *arguments, folder=tmp_path)
        assert len(json.loads(done.out)) == count
    wrong = wirelens("check", "a.http", "--set", "syntax=curl", folder=tmp_path)
    assert wrong.code == 2
    assert 'setting "syntax" expects auto | restclient' in wrong.err
