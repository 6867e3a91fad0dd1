"""What answers a Digest challenge: the examples of RFC 7616 and 2617, and what servers spell."""

import hashlib
from dataclasses import replace

import pytest

from wirelens.run.auth_digest import (
    Answer,
    Asked,
    Challenge,
    authorization,
    challenges,
    next_nonce,
)

MUFASA = ("Mufasa", "Circle of Life")
ASKED = Asked("GET", "/dir/index.html")
NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
ANSWER = Answer(1, CLIENT_NONCE, (NONCE, CLIENT_NONCE))
RFC_7616 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, '
    f'nonce="{NONCE}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", '
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, '
    f'nonce="{NONCE}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)


def members(value: str) -> dict[str, str]:
    """The members of an `Authorization` field, without their quotes."""
    assert value.startswith("Digest ")
    pairs = (each.partition("=")[::2] for each in value.removeprefix("Digest ").split(", "))
    return {name: text.strip('"') for name, text in pairs}


def check(challenge: Challenge, response: str, user: tuple[str, str] = MUFASA) -> dict[str, str]:
    """The response to a challenge; returns all members."""
    found = members(authorization(challenge, ASKED, user, ANSWER))
    assert found["response"] == response
    return found


def test_the_examples_of_rfc_7616_are_answered() -> None:
    sha, md5 = challenges([RFC_7616])
    check(sha, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")
    found = check(md5, "8ca523f5e9506fed4657c9700eebdbec")
    assert found == {
        "username": "Mufasa",
        "realm": "http-auth@example.org",
        "nonce": NONCE,
        "uri": "/dir/index.html",
        "response": "8ca523f5e9506fed4657c9700eebdbec",
        "algorithm": "MD5",
        "opaque": "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
        "qop": "auth",
        "nc": "00000001",
        "cnonce": CLIENT_NONCE,
    }


def test_the_example_of_rfc_2617_is_answered() -> None:
    value = (
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    (challenge,) = challenges([value])
    answer = Answer(1, "0a4f113b", ("", ""))
    found = authorization(challenge, ASKED, ("Mufasa", "Circle Of Life"), answer)
    assert members(found)["response"] == "6629fae49393a05397450978507c4ef1"
    assert "algorithm" not in members(found)


@pytest.mark.skipif(
    "sha512_256" not in hashlib.algorithms_available, reason="this OpenSSL has no SHA-512/256"
)
def test_a_user_whose_name_is_hashed_is_not_named() -> None:
    # RFC 7616, 3.9.2, with the values of its erratum 4897.
    value = (
        'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, '
        'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", charset=UTF-8, userhash=true'
    )
    (challenge,) = challenges([value])
    answer = Answer(1, "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v", ("", ""))
    user = ("J\u00e4s\u00f8n Doe", "Secret, or not?")
    found = members(authorization(challenge, Asked("GET", "/doe.json"), user, answer))
    assert found["username"] == "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    assert found["response"] == "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    assert found["userhash"] == "true"


def hashed(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def test_without_a_protection_the_answer_is_that_of_rfc_2069() -> None:
    challenge = Challenge("r", "n")
    expected = hashed(f"{hashed('u:r:p')}:n:{hashed('GET:/dir/index.html')}")
    found = check(challenge, expected, ("u", "p"))
    assert not {"qop", "nc", "cnonce", "opaque"} & found.keys()


def test_a_session_goes_on_with_the_nonces_that_it_began_with() -> None:
    challenge = Challenge("r", "later", algorithm="MD5-sess", qop=("auth",))
    secret = hashed(f"{hashed('u:r:p')}:first:own")
    request = hashed("GET:/dir/index.html")
    answer = Answer(2, "new", ("first", "own"))
    found = members(authorization(challenge, ASKED, ("u", "p"), answer))
    assert found["response"] == hashed(f"{secret}:later:00000002:new:auth:{request}")
    assert (found["algorithm"], found["nc"]) == ("MD5-sess", "00000002")


def test_the_content_is_protected_where_nothing_less_is_offered() -> None:
    asked = Asked("POST", "/a?b=c", b"\xff\x00")
    digest = hashlib.md5(b"\xff\x00", usedforsecurity=False).hexdigest()
    challenge = Challenge("r", "n", qop=("auth-int",))
    answer = Answer(1, "c", ("n", "c"))
    found = members(authorization(challenge, asked, ("u", "p"), answer))
    request = hashed(f"POST:/a?b=c:{digest}")
    assert found["response"] == hashed(f"{hashed('u:r:p')}:n:00000001:c:auth-int:{request}")
    assert replace(challenge, qop=("auth-int", "auth")).protection == "auth"


def test_a_name_that_quotes_cannot_hold_is_spelled_in_utf_8() -> None:
    value = authorization(Challenge("r", "n"), ASKED, ("J\u00e4s\u00f8n", "p"), ANSWER)
    assert value.startswith("Digest username*=UTF-8''J%C3%A4s%C3%B8n, realm=")
    quoted = authorization(Challenge("r", "n"), ASKED, ('a"b\\c', "p"), ANSWER)
    assert quoted.startswith('Digest username="a\\"b\\\\c", realm=')


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('Basic realm="a, Digest nonce=1", Digest realm="b", nonce="n"', [("b", "n")]),
        ('Negotiate, Digest realm=b , nonce=n , Bearer error="x"', [("b", "n")]),
        ('Negotiate YWJj==, digest NONCE="n",realm="a\\"b"', [('a\\"b', "n")]),
        ('Digest realm="b"; nonce="n"', [("b", "")]),
        ("Basic", []),
        ("", []),
        (", ,", []),
        ('"', []),
    ],
)
def test_challenges_are_found_among_others(value: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.realm, each.nonce) for each in challenges([value])] == expected


def test_a_challenge_that_cannot_be_answered_is_known() -> None:
    known = [
        each.is_known
        for each in challenges(
            [
                'Digest nonce="n", algorithm=SHA-256-sess, qop="auth-int"',
                'Digest nonce="n", algorithm=token',
                'Digest nonce="n", qop="auth-conf"',
                'Digest nonce="n", stale=TRUE',
            ]
        )
    ]
    assert known == [True, False, False, True]


def test_bytes_of_a_realm_that_are_no_utf_8_are_handed_back() -> None:
    realm = b"caf\xe9".decode("utf-8", "surrogateescape")
    value = authorization(Challenge(realm, "n"), ASKED, ("u", "p"), ANSWER)
    assert b'realm="caf\xe9"' in value.encode("utf-8", "surrogateescape")


def test_the_next_nonce_is_read() -> None:
    assert next_nonce('qop=auth, nextnonce="abc", rspauth="x"') == "abc"
    assert next_nonce('qop=auth, rspauth="x"') is None
