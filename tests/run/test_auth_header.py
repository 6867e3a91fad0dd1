"""`Authorization` as the dialects spell it: what is encoded, worked out later, sent, or refused."""

from pathlib import Path

import pytest

from scopes import scope
from wirelens.ide.scope import Definition, Source, as_secret
from wirelens.run.credentials import AwsCredentials, Credentials, DigestCredentials
from wirelens.run.outgoing import Options, OutgoingRequest, revealed_name
from wirelens.run.request import Prepared, Refused, prepare
from wirelens.run.workspace import Workspace
from wirelens.syntax.parse import parse, parse_template

NOWHERE = Workspace(Path("/nonexistent"), Path("/nonexistent"))
KEY = as_secret(Definition("key", Source.ENVIRONMENT, parse_template("s3cret-Key"), "private"))


def prepared(text: str) -> Prepared:
    return prepare(parse(text).file.blocks[-1], scope(text, definitions=[KEY]), NOWHERE, Options())


def outgoing(text: str) -> OutgoingRequest:
    found = prepared(text)
    assert isinstance(found, OutgoingRequest), found
    return found


def check_headers(headers: str, *expected: str) -> None:
    found = outgoing(f"GET http://h/\n{headers}\n").headers
    assert [f"{revealed_name(name)}: {value.reveal()}" for name, value in found] == list(expected)


def check_refused(text: str, *expected: str) -> None:
    """Each problem is its code and the text that it marks."""
    found = prepared(text)
    assert isinstance(found, Refused)
    block = parse(text).file.blocks[-1].text
    assert [f"{each.code} {each.span.of(block)}" for each in found.problems] == list(expected)


def texts(credentials: Credentials | None) -> list[str]:
    match credentials:
        case DigestCredentials(user, password):
            return [user.reveal(), password.reveal()]
        case AwsCredentials(key, secret, token, region, service):
            return [each.reveal() for each in (key, secret, token, region, service)]
    return []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Digest user pass word", "user|pass word"),
        ("digest  user:pass: word", "user|pass: word"),
        ("AWS id key", "id|key||eu-west-1|s3"),
        ("AWS id key region:r", "id|key||r|s3"),
        ("aws id key service:s token:t/+= region:r", "id|key|t/+=|r|s"),
    ],
)
def test_credentials_that_are_worked_out_later_are_no_field(value: str, expected: str) -> None:
    found = outgoing(f"GET http://b.s3.eu-west-1.amazonaws.com/\nAuthorization: {value}")
    assert found.headers == ()
    assert "|".join(texts(found.credentials)) == expected


@pytest.mark.parametrize(
    "value",
    ['Digest username="u", nonce="n"', "Digest abc", "AWS id:signature", "AWS4-HMAC-SHA256 C=a b"],
)
def test_credentials_that_somebody_worked_out_are_sent_as_they_are(value: str) -> None:
    check_headers(f"Authorization: {value}", f"Authorization: {value}")


@pytest.mark.parametrize("value", ["NTLM user pass", "Negotiate a b", "COGNITO user pass r p c"])
def test_credentials_that_would_have_to_be_signed_are_not_given_away(value: str) -> None:
    check_refused(f"GET http://h/\nAuthorization: {value}", f"not-executed Authorization: {value}")


@pytest.mark.parametrize("value", ["Digest user pass", "Digest user:pass", "AWS id key"])
def test_a_proxy_gets_nothing_that_would_have_to_be_worked_out(value: str) -> None:
    field = f"Proxy-Authorization: {value}"
    check_refused(f"GET http://h/\n{field}", f"not-executed {field}")


def test_keys_that_are_good_for_no_service_are_refused() -> None:
    check_refused(
        "GET http://h/\nAuthorization: AWS id key", "header-malformed Authorization: AWS id key"
    )
    found = prepared("GET http://h/\nAuthorization: AWS id key region:r")
    assert isinstance(found, Refused)
    assert found.problems[0].message == (
        'authorization "AWS" expected "service:…", the host "h" tells none'
    )
    found = prepared("GET http://h/\nAuthorization: AWS id key {{key}}")
    assert isinstance(found, Refused)
    assert found.problems[0].message == (
        'authorization "AWS" expected "token:…", "region:…", "service:…", found "***"'
    )


def test_two_authorizations_are_one_too_many() -> None:
    check_refused(
        "GET http://h/\nAuthorization: Digest user pass\nauthorization: Bearer x",
        "header-malformed Authorization: Digest user pass",
    )
