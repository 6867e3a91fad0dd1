"""Environment files: which are read, what wins, and what is told when one is wrong."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from scopes import surroundings
from wirelens.ide.scope import Scope, scoped
from wirelens.ide.variables import Resolver
from wirelens.run.environment import Environment, read_environment
from wirelens.run.tracked import tracked_file_problems
from wirelens.run.workspace import Workspace
from wirelens.syntax.parse import parse_template

PUBLIC = "http-client.env.json"
PRIVATE = "http-client.private.env.json"


def write(root: Path, files: Mapping[str, object]) -> Workspace:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    (root / "a" / "b").mkdir(parents=True, exist_ok=True)
    return Workspace(root / "a" / "b", root)


def scope_of(environment: Environment) -> Scope:
    return scoped(environment.definitions, surroundings())


def check(root: Path, files: Mapping[str, object], chosen: str, **expected: str) -> Environment:
    """Each name resolves to the text expected for it, "-" where it is undefined."""
    environment = read_environment(write(root, files), chosen.split())
    assert [each.problem.message for each in environment.problems] == []
    resolver = Resolver(scope_of(environment))
    for name, text in expected.items():
        found = resolver.resolve(parse_template(f"{{{{{name}}}}}"))
        assert ("-" if found.problems else found.text.reveal()) == text
    return environment


def check_problem(root: Path, name: str, content: object, line: int, message: str) -> None:
    environment = read_environment(write(root, {name: content}), [])
    found = [(each.path.name, each.line, each.problem.message) for each in environment.problems]
    assert found == [(name, line, message)]
    assert environment.problems[0].problem.code == "environment-invalid"


def test_values_of_the_chosen_environment_are_defined(tmp_path: Path) -> None:
    files = {PUBLIC: {"$schema": "https://x/", "dev": {"host": "d"}, "prod": {"host": "p"}}}
    environment = check(tmp_path, files, "dev", host="d")
    assert environment.names == ("dev", "prod")
    check(tmp_path, files, "prod", host="p")
    check(tmp_path, files, "", host="-")


def test_shared_values_stand_behind_the_environment(tmp_path: Path) -> None:
    files = {PUBLIC: {"$shared": {"a": "s", "b": "s"}, "dev": {"b": "d"}}}
    check(tmp_path, files, "dev", a="s", b="d")
    check(tmp_path, files, "", a="s", b="s")


def test_later_of_several_environments_wins(tmp_path: Path) -> None:
    files = {PUBLIC: {"one": {"a": "1", "b": "1"}, "two": {"b": "2"}}}
    check(tmp_path, files, "one two", a="1", b="2")


def test_private_values_win_and_are_secret(tmp_path: Path) -> None:
    files = {
        PUBLIC: {"dev": {"key": "public", "host": "h"}},
        PRIVATE: {"dev": {"key": "private", "more": "{{host}}-x"}},
    }
    environment = check(tmp_path, files, "dev", key="private", more="h-x")
    known = scope_of(environment)
    shadowed = [each.detail for each in known.shadowed("key")]
    assert shadowed == ["http-client.env.json (dev)"]
    definition = known.definition("key")
    assert definition is not None
    assert definition.file == str(tmp_path / PRIVATE)
    assert {secret.reveal() for secret in known.secrets} == {"private"}
    assert "private-" not in repr(environment)
    assert [path.name for path in environment.private_files] == [PRIVATE]


def test_user_file_of_visual_studio_is_private(tmp_path: Path) -> None:
    files = {PUBLIC: {"dev": {"a": "1"}}, f"{PUBLIC}.user": {"dev": {"a": "2"}}}
    environment = check(tmp_path, files, "dev", a="2")
    assert scope_of(environment).secrets[0].source == f"{PUBLIC}.user (dev): a"


def test_environment_stands_before_shared_whichever_file_it_is_in(tmp_path: Path) -> None:
    files = {PUBLIC: {"dev": {"a": "dev"}}, PRIVATE: {"$shared": {"a": "shared"}}}
    check(tmp_path, files, "dev", a="dev")


def test_nearest_file_is_read(tmp_path: Path) -> None:
    files: dict[str, object] = {PUBLIC: {"dev": {"a": "top", "b": "top"}}, ".env": "C=top"}
    check(tmp_path, files, "dev", a="top", C="top")
    files |= {f"a/{PUBLIC}": {"dev": {"a": "near"}}, "a/b/.env": "C=near"}
    check(tmp_path, files, "dev", a="near", b="-", C="near")


def test_file_above_the_workspace_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=above")
    check(tmp_path / "root", {}, "", A="-")


def test_value_that_is_no_string_stands_for_its_json(tmp_path: Path) -> None:
    values = {"n": 3, "f": 1.5, "t": True, "l": [1, "x"], "o": {"a": "ü"}, "none": None}
    check(
        tmp_path, {PUBLIC: {"dev": values}}, "dev",
        n="3", f="1.5", t="true", l='[1,"x"]', o='{"a":"ü"}', none="-",
    )  # fmt: skip


def test_members_that_configure_the_client_are_no_variables(tmp_path: Path) -> None:
    files = {
        PUBLIC: {"dev": {"SSLConfiguration": {"verifyHostCertificate": False}, "Security": {}}},
        PRIVATE: {"dev": {"Security": {"Auth": {}}}},
    }
    environment = check(tmp_path, files, "dev", SSLConfiguration="-", Security="-")
    assert environment.configurations == {
        "SSLConfiguration": {"verifyHostCertificate": False},
        "Security": {"Auth": {}},
    }


def test_dotenv_values_are_secret_variables_too(tmp_path: Path) -> None:
    files: dict[str, object] = {
        PUBLIC: {"dev": {"A": "json"}},
        ".env": "A=all\nB=all\nC=all",
        ".env.dev": "B=dev",
    }
    environment = check(tmp_path, files, "dev", A="json", B="dev", C="all")
    assert {name: secret.reveal() for name, secret in environment.dotenv.items()} == {
        "A": "all",
        "B": "dev",
        "C": "all",
    }
    check(tmp_path, files, "", B="all")
    assert str(Resolver(scope_of(environment)).resolve(parse_template("{{B}}")).text) == "***"


def test_environment_of_a_dotenv_file_alone_is_known(tmp_path: Path) -> None:
    check(tmp_path, {".env.stage": "A=1"}, "stage", A="1")


def test_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    check(
        tmp_path,
        {PUBLIC: "\ufeff" + '{"dev": {"a": "1"}}', ".env": "\ufeffB=2"},
        "dev",
        a="1",
        B="2",
    )


def test_malformed_json_is_told_with_its_line(tmp_path: Path) -> None:
    message = f'"{PUBLIC}" line 2: expected a value, found "x"'
    check_problem(tmp_path, PUBLIC, '{\n"dev": x\n}', 2, message)


def test_member_of_the_wrong_kind_is_told_with_its_line(tmp_path: Path) -> None:
    check_problem(
        tmp_path,
        PUBLIC,
        '{\n"dev": {"a": "1"},\n"prod": 5}',
        3,
        f'"{PUBLIC}" line 3: environment "prod" expected an object of variables, found a number',
    )
    check_problem(
        tmp_path,
        PUBLIC,
        "[]",
        1,
        f'"{PUBLIC}" line 1: expected an object of environments, found a list',
    )


def test_value_that_a_provider_keeps_is_told(tmp_path: Path) -> None:
    content = '{"dev": {\n"key": {"provider": "AzureKeyVault"}}}'
    message = f'"{PUBLIC}" line 2: variable "key" is kept by a provider, expected its value'
    check_problem(tmp_path, PUBLIC, content, 2, message)


def test_malformed_dotenv_line_is_told_and_not_shown(tmp_path: Path) -> None:
    check_problem(tmp_path, ".env", "A=1\ncanary", 2, '".env" line 2: expected "NAME=value"')


def test_text_that_is_no_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=1\nB=\xff")
    (problem,) = read_environment(Workspace(tmp_path, tmp_path), []).problems
    assert (problem.line, problem.problem.message) == (2, '".env" line 2: expected text in UTF-8')


def test_unknown_environment_is_told_with_the_known_ones(tmp_path: Path) -> None:
    workspace = write(tmp_path, {PUBLIC: {"dev": {}, "prod": {}, "$shared": {}}})
    (problem,) = read_environment(workspace, ["stage"]).problems
    assert problem.problem.message == (
        'environment "stage" is unknown, expected one of "dev", "prod"'
    )
    for name in ("../x", "", "a/b", "\0"):
        assert len(read_environment(workspace, [name]).problems) == 1


def test_link_that_leads_out_of_the_workspace_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("A=1")
    workspace = write(tmp_path / "root", {})
    (tmp_path / "root" / ".env").symlink_to(tmp_path / "outside")
    (problem,) = read_environment(workspace, []).problems
    assert problem.problem.code == "file-outside-workspace"


def test_pipe_in_the_place_of_a_file_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".env")
    (problem,) = read_environment(Workspace(tmp_path, tmp_path), []).problems
    assert problem.problem.message == '".env" is a pipe or a device, expected a file'


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git to ask")
def test_private_file_that_git_tracks_is_told(tmp_path: Path) -> None:
    write(tmp_path, {PRIVATE: {}, ".env": ""})
    files = [tmp_path / PRIVATE, tmp_path / ".env"]
    assert list(tracked_file_problems(files)) == []
    for command in (["init", "-q"], ["add", PRIVATE]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (problem,) = tracked_file_problems(files)
    assert (problem.path.name, problem.problem.code) == (PRIVATE, "private-file-tracked")


def test_no_private_value_is_shown(tmp_path: Path) -> None:
    files: dict[str, object] = {
        PRIVATE: {"dev": {"a": "canary", "b": ["canary"], "c": {"provider": "canary"}}},
        ".env": "D=canary\ncanary",
    }
    environment = read_environment(write(tmp_path, files), ["dev"])
    assert len(environment.problems) == 2
    assert "canary" not in repr(environment)
