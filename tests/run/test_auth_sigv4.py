"""AWS Signature Version 4: the published vectors, and what they leave out."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from aws_vectors import Vector, vectors
from wirelens.run.auth_sigv4 import (
    Signable,
    canonical_request,
    normal_path,
    object_path,
    signed_fields,
    string_to_sign,
)
from wirelens.run.credentials import AwsCredentials
from wirelens.secret import SecretText

MOMENT = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
HOST = ("Host", "example.amazonaws.com")
PLACE = "20150830/us-east-1/service/aws4_request"


def credentials(service: str = "service", token: str = "") -> AwsCredentials:
    texts = (
        "AKIDEXAMPLE",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        token,
        "us-east-1",
        service,
    )
    return AwsCredentials(*map(SecretText.from_text, texts))


def signable(raw: bytes) -> Signable:
    """The request of a vector: its path is not encoded, its lines may be folded."""
    head, _, content = raw.partition(b"\n\n")
    line, *lines = re.sub(r"\n[ \t]+", " ", head.decode()).split("\n")
    method, target = line.removesuffix(" HTTP/1.1").split(" ", 1)
    fields = tuple((n, v) for n, _, v in (each.partition(":") for each in lines if each))
    return Signable(method, target, fields, content)


def check_vector(vector: Vector) -> None:
    request = signable(vector.request)
    token = re.search(r"^x-amz-security-token:(.*)$", vector.canonical, re.MULTILINE)
    fields = signed_fields(request, credentials(token=token[1] if token else ""), MOMENT)
    signed = replace(request, fields=(*request.fields, *fields[:-1]))
    canonical = canonical_request(signed, normal_path(signed.path))
    assert canonical == vector.canonical, vector.name
    assert string_to_sign(canonical, "20150830T123600Z", PLACE) == vector.to_sign, vector.name
    assert fields[-1] == ("Authorization", vector.authorization), vector.name


def test_every_published_vector_is_signed(pytestconfig: pytest.Config) -> None:
    found = vectors(pytestconfig)
    assert len(found) == 34
    for each in found:
        check_vector(each)


# What stands below needs no network.


def names_and_hash(request: Signable, service: str = "service", token: str = "") -> list[str]:
    """The added fields' names, then the names that are signed."""
    fields = signed_fields(request, credentials(service, token), MOMENT)
    signed = fields[-1][1].split("SignedHeaders=")[1].partition(",")[0]
    return [*(name for name, _ in fields), signed]


def test_a_request_gets_its_date_its_token_and_its_signature() -> None:
    request = Signable("GET", "/", (HOST,))
    date, signature = signed_fields(request, credentials(), MOMENT)
    assert date == ("X-Amz-Date", "20150830T123600Z")
    value = (
        f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{PLACE}, SignedHeaders=host;x-amz-date, "
        "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    )
    assert signature == ("Authorization", value)
    assert names_and_hash(request, token="t") == [
        "X-Amz-Date",
        "X-Amz-Security-Token",
        "Authorization",
        "host;x-amz-date;x-amz-security-token",
    ]


def test_a_moment_of_any_zone_is_told_in_utc() -> None:
    east = MOMENT.astimezone(timezone(timedelta(hours=9)))
    assert signed_fields(Signable("GET", "/", (HOST,)), credentials(), east)[0] == (
        "X-Amz-Date",
        "20150830T123600Z",
    )


def test_what_the_file_has_already_holds() -> None:
    fields = (
        HOST,
        ("x-amz-date", "20160101T000000Z"),
        ("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"),
    )
    request = Signable("PUT", "/", fields, b"content")
    (added,) = signed_fields(request, credentials("s3"), MOMENT)
    assert "/20160101/us-east-1/s3/" in added[1]
    assert canonical_request(request, "/").endswith("\nUNSIGNED-PAYLOAD")


def test_s3_wants_the_hash_of_the_content() -> None:
    fields = signed_fields(Signable("GET", "/", (HOST,)), credentials("s3"), MOMENT)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert ("X-Amz-Content-SHA256", empty) in fields


@pytest.mark.parametrize(
    ("path", "s3", "others"),
    [
        ("", "/", "/"),
        ("/a//b/../c", "/a//b/../c", "/a/c"),
        ("/a/./b/", "/a/./b/", "/a/b/"),
        ("/a/..", "/a/..", "/"),
        ("/a%20b~c%2Fd", "/a%20b~c%2Fd", "/a%2520b~c%252Fd"),
        ("/a+b:c", "/a%2Bb%3Ac", "/a%2Bb%3Ac"),
        (
            "/model/x:0/converse-stream",
            "/model/x%3A0/converse-stream",
            "/model/x%3A0/converse-stream",
        ),
    ],
)
def test_the_names_of_objects_are_not_normalised(path: str, s3: str, others: str) -> None:
    # An escaped slash in the name of an object is a slash: AWS reads both as one.
    assert object_path(path) == s3.replace("%2F", "/")
    assert normal_path(path) == others


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("b=2&a=1&a=0", "a=0&a=1&b=2"),
        ("acl", "acl="),
        ("a=b+c&d=e%2Bf", "a=b%20c&d=e%2Bf"),
        ("a=%7e%2f:", "a=~%2F%3A"),
        ("a=b=c&&", "a=b%3Dc"),
    ],
)
def test_queries_are_sorted_and_encoded_alike(query: str, expected: str) -> None:
    canonical = canonical_request(Signable("GET", f"/?{query}", (HOST,)), "/")
    assert canonical.split("\n")[2] == expected


def test_what_a_proxy_may_change_is_not_signed() -> None:
    fields = (HOST, ("Connection", "close"), ("User-Agent", "x"), ("X-Amzn-Trace-Id", "y"))
    assert names_and_hash(Signable("GET", "/", (*fields, ("Content-Type", "a"))))[-1] == (
        "content-type;host;x-amz-date"
    )
