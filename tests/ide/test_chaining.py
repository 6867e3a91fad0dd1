"""References to other requests' exchanges: values, and why there is none."""

import pytest

from runs import begun, chat, finish, played
from wirelens.ide.chaining import Exchange, chained, named_request
from wirelens.ide.scope import Unresolved
from wirelens.secret import Chained, Secret, SecretText
from wirelens.stream.run import Run

JSON = '{"token": "abc", "user": {"id": 7}, "items": [{"x-y": true}]}'
XML = "<r><id>9</id></r>"


def plain(body: str, type_: str = "application/json", secret: str = "") -> Run:
    headers = (("Content-Type", type_), ("Location", "/a"), ("Set-Cookie", "a=1"))
    head = (*headers, ("set-cookie", "b=2"))
    return played((0.2, body), run=begun(headers=head, secret=secret))


def exchange(run: Run) -> Exchange:
    body = SecretText(('{"model": "m", "key": "', Secret("sk-1", "env"), '"}'))
    return Exchange(run, (("Authorization", SecretText((Secret("sk-1", "env"),))),), body)


def value(expression: str, run: Run | None = None) -> SecretText | Unresolved | None:
    known = {"login": exchange(plain(JSON) if run is None else run)}
    return chained(expression, {"login", "never"}, known.get)


def check(expression: str, expected: str, run: Run | None = None) -> None:
    found = value(expression, run)
    assert isinstance(found, SecretText), found
    assert found.reveal() == expected


def check_none(expression: str, code: str, message: str, run: Run | None = None) -> None:
    found = value(expression, run)
    assert isinstance(found, Unresolved)
    assert found.code == code
    assert message in found.message


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("login.response.body.*", JSON),
        ("login.response.body.$", JSON),
        ("login.response.body", JSON),
        ("login.response.body.$.token", "abc"),
        ("login.response.body.token", "abc"),
        ("login.response.body.user.id", "7"),
        ("login.response.body.user", '{"id":7}'),
        ("login.response.body.$.items[0]['x-y']", "true"),
        ("login.response.body.items[?@['x-y']]['x-y']", "true"),
        ("login.response.body.asJson.token", "abc"),
        ("login.response.headers.location", "/a"),
        ("login.response.headers.Location", "/a"),
        ("login.response.headers.set-cookie[1]", "b=2"),
        ("login.response.headers['Set-Cookie'][0]", "a=1"),
        ("login.token", "abc"),
        ("login.user.id", "7"),
        ("login.parsedBody.user.id", "7"),
        ("login.request.body.$.model", "m"),
        ("login.request.headers.authorization", "sk-1"),
    ],
)
def test_a_value_of_an_exchange(expression: str, expected: str) -> None:
    check(expression, expected)


def test_xml_is_reached_by_xpath() -> None:
    run = plain(XML, "application/xml")
    check("login.response.body.//id", "9", run)
    check("login.response.body./r/id/text()", "9", run)
    check("login.response.body.asXml.//id", "9", run)


def test_a_streamed_reply_is_reached_by_its_merged_object() -> None:
    run = played((0.5, chat({"content": "Hi "})), (0.6, chat({"content": "you"}) + finish()))
    check("login.response.body.$.choices[0].message.content", "Hi you", run)


def test_what_came_is_marked_so_that_nothing_trusts_it() -> None:
    found = value("login.response.body.token")
    assert isinstance(found, SecretText)
    assert found.parts == (Chained("abc", "login.response.body.token"),)


def test_a_secret_stays_one() -> None:
    for expression in ("login.request.body.key", "login.request.headers.authorization"):
        found = value(expression)
        assert isinstance(found, SecretText)
        assert found.masked() == "***"
    echo = plain('{"echo": "key=sk-123456!"}', secret="sk-123456")
    echoed = value("login.response.body.echo", echo)
    assert isinstance(echoed, SecretText)
    assert (echoed.masked(), echoed.reveal()) == ("key=***!", "key=sk-123456!")


@pytest.mark.parametrize(
    ("expression", "code", "message"),
    [
        ("never.response.body.x", "variable-undefined", 'request "never" has not been sent'),
        ("nobody.response.body.x", "request-unknown", 'no request is named "nobody"'),
        ("login.response.body.missing", "variable-undefined", "found nothing"),
        ("login.response.body.$[", "jsonpath-invalid", "is no path"),
        ("login.response.body.//id", "variable-undefined", "no XML"),
        ("login.response.headers.x-none", "variable-undefined", "no such header field"),
        ("login.response.headers", "variable-undefined", "names no header field"),
        ("login.response.status", "variable-undefined", 'expected "body" or "headers"'),
    ],
)
def test_where_there_is_no_value_the_reason_is_told(
    expression: str, code: str, message: str
) -> None:
    check_none(expression, code, message)


def test_what_names_no_request_is_a_variable() -> None:
    assert named_request("host", {"login"}) is None
    assert named_request("base.url", {"login"}) is None
    assert named_request("login", {"login"}) is None
    assert value("base.url") is None
