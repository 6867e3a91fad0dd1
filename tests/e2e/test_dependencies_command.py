"""Requests that need others, that ask, that import: as the command sends them."""

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from commands import Done, command, environment, wirelens
from servers import scripted
from servers.scripted import AwaitRequest, Send

LOGIN = """### login
POST {{base}}/login

user=ann
"""
ME = """
### me
# @ref login
GET {{base}}/me
X-Token: {{login.response.body.$.token}}
X-Trace: {{login.response.headers.x-trace}}
"""


def answer(body: str, status: str = "200 OK") -> Send:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nX-Trace: t-1\r\n"
    return Send(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())


TOKEN = answer('{"token": "tok-1", "n": [1]}')


def service(login: Send = TOKEN) -> scripted.Server:
    routes: dict[str, list[scripted.Step]] = {
        "/login": [AwaitRequest(), login],
        "/me": [AwaitRequest(), answer('{"name": "Ann"}')],
    }
    return scripted.serve_paths(routes)


def check(
    folder: Path, text: str, *arguments: str, server: scripted.Server
) -> tuple[Done, list[str]]:
    """The command's end, and the head lines of what the server got."""
    (folder / "a.http").write_text(text, encoding="utf-8")
    done = wirelens("run", "a.http", *arguments, "--var", f"base={server.url('')}", folder=folder)
    return done, [connection.received.decode() for connection in server.connections]


def paths(requests: list[str]) -> list[str]:
    return [each.split()[1] for each in requests]


def test_what_a_request_needs_is_sent_first_and_told_in_a_line(tmp_path: Path) -> None:
    with service() as server:
        done, requests = check(tmp_path, LOGIN + ME, "--name", "me", server=server)
    assert done.code == 0, done.err
    assert paths(requests) == ["/login", "/me"]
    assert "x-token: tok-1" in requests[1].lower()
    assert "x-trace: t-1" in requests[1].lower()
    assert "Ann" in done.out
    assert "tok-1" not in done.out
    assert done.err.startswith("login: 200 · complete")


def test_the_result_of_one_request_is_one_object(tmp_path: Path) -> None:
    with service() as server:
        done, _ = check(tmp_path, LOGIN + ME, "--name", "me", "--format", "json", server=server)
    assert json.loads(done.out)["request"]["name"] == "me"


def test_with_all_each_request_is_sent_once_what_is_needed_first(tmp_path: Path) -> None:
    with service() as server:
        done, requests = check(tmp_path, ME + LOGIN, "--all", "--format", "jsonl", server=server)
    assert paths(requests) == ["/login", "/me"]
    names = [json.loads(line)["request"]["name"] for line in done.out.splitlines()]
    assert names == ["login", "me"]


def test_where_what_is_needed_fails_nothing_else_is_sent(tmp_path: Path) -> None:
    with service(answer("{}", "401 Unauthorized")) as server:
        done, requests = check(tmp_path, LOGIN + ME, "--name", "me", server=server)
    assert (done.code, paths(requests)) == (1, ["/login"])
    assert "a.http:2: error[http-status]: status 401 Unauthorized" in done.err
    assert '"me" was not sent: "login" failed' in done.err


def test_a_reference_that_finds_nothing_is_told_at_its_place(tmp_path: Path) -> None:
    with service() as server:
        text = LOGIN + ME.replace("$.token", "$.tokens")
        done, requests = check(tmp_path, text, "--name", "me", server=server)
    assert (done.code, paths(requests)) == (2, ["/login"])
    assert 'variable-undefined]: "login.response.body.$.tokens" found nothing' in done.err


def test_a_circle_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    with service() as server:
        text = "### a\n# @ref b\nGET {{base}}/me\n### b\n# @ref a\nGET {{base}}/me\n"
        done, requests = check(tmp_path, text, "--name", "a", server=server)
    assert (done.code, requests) == (2, [])
    assert 'request "a" needs itself: a → b → a' in done.err


def test_requests_of_an_imported_file_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "auth.http").write_text("@who = bob\n" + LOGIN.replace("ann", "{{who}}"))
    with service() as server:
        for line in ("# @import ./auth.http", "import ./auth.http"):
            text = f"{line}\n" + ME.lstrip()
            done, requests = check(tmp_path, text, "--name", "me", server=server)
            assert done.code == 0, done.err
            assert requests[-2].endswith("user=bob")


def test_an_import_that_is_missing_or_outside_is_told(tmp_path: Path) -> None:
    for path, code in (("./none.http", "file-missing"), ("../../etc/x.http", "file-outside")):
        with service() as server:
            text = f"# @import {path}\nGET {{{{base}}}}/me\n"
            done, requests = check(tmp_path, text, server=server)
        assert (done.code, requests) == (2, [])
        assert code in done.err


def test_bail_stops_at_the_first_that_fails(tmp_path: Path) -> None:
    text = "### a\nGET {{base}}/login\n### b\nGET {{base}}/me\n"
    with service(answer("{}", "500 No")) as server:
        done, requests = check(tmp_path, text, "--all", "--bail", server=server)
    assert (done.code, paths(requests)) == (1, ["/login"])


def test_files_are_sent_at_once_and_printed_in_order(tmp_path: Path) -> None:
    for name in ("b", "c"):
        (tmp_path / f"{name}.http").write_text(f"### {name}\nGET {{{{base}}}}/me\n")
    with service() as server:
        text = "### a\nGET {{base}}/me\n"
        arguments = ("b.http", "c.http", "--all", "--parallel", "3", "--format", "jsonl")
        done, _ = check(tmp_path, text, *arguments, server=server)
    assert [json.loads(line)["request"]["name"] for line in done.out.splitlines()] == [
        "a",
        "b",
        "c",
    ]


ASKING = "# @prompt city Which city?\nGET {{base}}/me\nX-City: {{city}}\n"


def test_without_a_terminal_a_prompt_is_refused_and_a_variable_answers_it(tmp_path: Path) -> None:
    with service() as server:
        done, requests = check(tmp_path, ASKING, server=server)
        assert (done.code, requests) == (2, [])
        assert (
            '"city" is asked for, and there is no terminal to ask at (give --var city=…)'
            in done.err
        )
        done, requests = check(tmp_path, ASKING, "--var", "city=Porto", server=server)
    assert done.code == 0
    assert "x-city: porto" in requests[0].lower()


def test_an_input_is_asked_for_like_a_prompt(tmp_path: Path) -> None:
    text = "GET {{base}}/me\nX-City: {{$input city}}\nX-Day: {{$date}}\n"
    with service() as server:
        done, requests = check(tmp_path, text, server=server)
        assert (done.code, requests) == (2, [])
        assert '"$input city" is asked for' in done.err
        done, requests = check(tmp_path, text, "--var", "$input city=Porto", server=server)
    assert done.code == 0, done.err
    assert "x-city: porto" in requests[0].lower()


def test_at_a_terminal_the_person_is_asked(tmp_path: Path) -> None:
    if not hasattr(os, "openpty"):
        pytest.skip("no pseudo-terminals on this system")
    (tmp_path / "a.http").write_text(ASKING, encoding="utf-8")
    master, slave = pty.openpty()
    with service() as server:
        process = subprocess.Popen(
            command("run", "a.http", "--var", f"base={server.url('')}"),
            cwd=tmp_path,
            env=environment(),
            stdin=slave,
            stdout=subprocess.PIPE,
            stderr=slave,
        )
        os.close(slave)
        seen = b""
        while b"Which city?: " not in seen:
            seen += os.read(master, 1000)
        os.write(master, b"Porto\n")
        assert process.wait(30) == 0
        assert process.stdout is not None
        process.stdout.close()
        os.close(master)
        (connection,) = server.connections
    assert b"x-city: porto" in connection.received.lower()


def test_a_response_is_written_beside_the_request_file(tmp_path: Path) -> None:
    with service() as server:
        text = "GET {{base}}/me\n\n>> ./out/me.json\n"
        done, _ = check(tmp_path, text, server=server)
    assert done.code == 0
    assert json.loads((tmp_path / "out" / "me.json").read_text()) == {"name": "Ann"}
    assert done.err == f"response written to {tmp_path.resolve() / 'out' / 'me.json'}\n"


def test_a_secret_goes_to_no_host_that_a_response_names(tmp_path: Path) -> None:
    private = {"dev": {"key": "CANARY-5e4d3c2b1a"}}
    (tmp_path / "http-client.private.env.json").write_text(json.dumps(private), encoding="utf-8")
    with service() as server:
        text = LOGIN + "### me\nGET http://{{login.response.body.host}}/me\nX-Api-Key: {{key}}\n"
        host = server.url("").removeprefix("http://")
        with service(answer(json.dumps({"host": host}))) as login:
            arguments = ["--name", "me", "--env", "dev"]
            done, _ = check(tmp_path, text, *arguments, server=login)
            assert (done.code, server.connections) == (2, [])
            assert '"me" was not sent: a response chose its host' in done.err
            arguments += ["--set", f"secretHosts={host}"]
            done, _ = check(tmp_path, text, *arguments, server=login)
        assert done.code == 0
        assert server.connection().field_values("x-api-key") == ["CANARY-5e4d3c2b1a"]
