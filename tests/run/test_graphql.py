"""GraphQL requests: a POST of query and variables as one JSON object."""

from pathlib import Path

from scopes import scope
from wirelens.ide.scope import Definition, Source, as_secret
from wirelens.run.outgoing import Options, OutgoingRequest, revealed_name
from wirelens.run.request import Prepared, Refused, prepare
from wirelens.run.workspace import Workspace
from wirelens.syntax.parse import parse, parse_template

KEY = as_secret(Definition("key", Source.ENVIRONMENT, parse_template('s"ecret'), "private"))


def prepared(text: str, folder: Path = Path("/nonexistent")) -> Prepared:
    known = scope(text, definitions=[KEY])
    block = parse(text).file.blocks[-1]
    return prepare(block, known, Workspace(folder, folder), Options())


def check(text: str, body: str, *headers: str, folder: Path = Path("/nonexistent")) -> None:
    found = prepared(text, folder)
    assert isinstance(found, OutgoingRequest), found
    assert found.method == "POST"
    assert found.body.reveal() == body.encode()
    shown = [f"{revealed_name(name)}: {value.reveal()}" for name, value in found.headers]
    assert shown == list(headers)


def check_refused(text: str, message: str) -> None:
    found = prepared(text)
    assert isinstance(found, Refused)
    assert [problem.message for problem in found.problems] == [message]


JSON = "Content-Type: application/json"


def test_a_query_alone_has_no_variables() -> None:
    check("GRAPHQL http://h/\n\n{ a }", '{"query":"{ a }","variables":{}}', JSON)


def test_query_and_variables_are_one_object() -> None:
    text = 'query q($b: Int) {\n  "a\\n": ü # c\n}\n\n{\n  "b": 1\n}'
    query = 'query q($b: Int) {\\n  \\"a\\\\n\\": ü # c\\n}'
    check(f"GRAPHQL http://h/\n\n{text}", f'{{"query":"{query}","variables":{{"b":1}}}}', JSON)


def test_a_field_asks_for_it_too_and_is_not_sent() -> None:
    check(
        "POST http://h/\nX-REQUEST-TYPE: GraphQL\nContent-Type: application/graphql+json\nA: b\n\n"
        "{ a }",
        '{"query":"{ a }","variables":{}}',
        "Content-Type: application/graphql+json",
        "A: b",
    )


def test_variables_of_the_file_stand_in_both() -> None:
    check(
        '@a = x"y\n@v = {"b": 2}\nGRAPHQL http://h/\n\n{ a(b: {{a}}) }\n\n{{v}}',
        '{"query":"{ a(b: x\\"y) }","variables":{"b":2}}',
        JSON,
    )


def test_files_stand_for_both(tmp_path: Path) -> None:
    (tmp_path / "a.graphql").write_text("{ a }\n", encoding="utf-8")
    (tmp_path / "b.json").write_text('{"b": [1]}', encoding="utf-8")
    check(
        "GRAPHQL http://h/\n\n< a.graphql\n\n< b.json",
        '{"query":"{ a }\\n","variables":{"b":[1]}}',
        JSON,
        folder=tmp_path,
    )


def test_a_secret_in_a_query_stays_one() -> None:
    found = prepared('GRAPHQL http://h/\n\n{ a(b: {{key}}) }\n\n{"c": {{key}}}')
    assert isinstance(found, Refused)  # the key is no JSON
    sent = prepared("GRAPHQL http://h/\n\n{ a(b: {{key}}) }")
    assert isinstance(sent, OutgoingRequest)
    assert {secret.origins[0].reveal() for secret in sent.secrets} == {'s"ecret'}


def test_variables_that_are_no_object_are_told() -> None:
    check_refused(
        'GRAPHQL http://h/\n\n{ a }\n\n{"b": }',
        'the GraphQL variables expect a JSON object, as in {"name": "value"}, '
        'found line 1, column 7: expected a value, found "}"',
    )
