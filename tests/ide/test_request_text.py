"""A draft is written so that what its request file sends is the draft, to the character."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scopes import scope
from wirelens.ide.draft import Draft, InputFileUse, Phrase, Use, phrase
from wirelens.ide.request_text import file_text, request_text
from wirelens.run.outgoing import Options, OutgoingRequest, revealed_name
from wirelens.run.request import prepare
from wirelens.run.workspace import Workspace
from wirelens.syntax.parse import parse

NOWHERE = Workspace(Path("/nonexistent"), Path("/nonexistent"))
KEY = Use("$processEnv KEY")
VALUE = 'k{"\n}}'


def outgoing(text: str) -> OutgoingRequest:
    parsed = parse(text)
    assert not parsed.problems, (text, parsed.problems)
    known = scope(text, environ={"KEY": VALUE})
    found = prepare(parsed.file.blocks[-1], known, NOWHERE, Options())
    assert isinstance(found, OutgoingRequest), (text, found)
    return found


def check(draft: Draft, expected: str) -> None:
    assert request_text(draft) == expected


def check_body(body: Phrase, media_type: str) -> None:
    draft = Draft("POST", ("http://h/",), (("Content-Type", (media_type,)),), (body,))
    text = request_text(draft)
    expected = "".join(VALUE if isinstance(part, Use) else part for part in body)
    assert outgoing(text).body.reveal().decode() == expected, text


# What the syntax gives a meaning, more often than chance would have it.
_MARKS = ["#", "//", "@a=b", "??", "<", ">", "<>", ">>", ">{%", "%}", "HTTP/1.1", "###", "{{"]
_SIGNS = ["}}", "{", "}", "{{x}}", "&", "=", "a", "+b", "%41", "é"]
_BLANKS = ["\n", "\r\n", "\r", " ", "\t", "\n\n", " \n", "\x0b", "\x1c", "\u3000"]
_PIECES = st.lists(
    st.one_of(st.sampled_from([*_MARKS, *_SIGNS, *_BLANKS]), st.just(KEY), st.text(max_size=3)),
    max_size=8,
)
_NO_SURROGATE = _PIECES.filter(
    lambda parts: all(
        isinstance(part, Use) or not any("\ud800" <= c <= "\udfff" for c in part) for part in parts
    )
)


@given(parts=_NO_SURROGATE)
@example(parts=["\n"])
@example(parts=["{", KEY, "}}"])
@example(parts=["\n@a = b\n"])
@pytest.mark.parametrize(
    "media_type",
    ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/mixed"],
)
def test_any_body_is_sent_as_it_is(media_type: str, parts: list[str | Use]) -> None:
    check_body(phrase(parts), media_type)


@given(parts=_NO_SURROGATE)
def test_any_field_value_of_one_line_is_sent_as_it_is(parts: list[str | Use]) -> None:
    text = "".join(part for part in parts if isinstance(part, str))
    value = "".join(character for character in text if character.isprintable()).strip()
    draft = Draft("GET", ("http://h/",), (("X-A", phrase([value])),))
    ((name, sent),) = outgoing(request_text(draft)).headers
    assert (revealed_name(name), sent.reveal()) == ("X-A", value)


def test_a_request_is_written_as_people_write_it() -> None:
    check(
        Draft(
            method="POST",
            target=("https://h/v1",),
            headers=(("Content-Type", ("application/json",)), ("X-Empty", ())),
            body=(('{\n  "a": 1\n}',),),
            name="chat",
            comments=("A comment.",),
            directives=(("timeout", "5 s"),),
            variables=(("model", ("gpt-5",)),),
        ),
        "### chat\n# A comment.\n# @timeout 5 s\n@model = gpt-5\n"
        "POST https://h/v1\nContent-Type: application/json\nX-Empty:\n\n"
        '{\n  "a": 1\n}\n',
    )


def test_a_file_has_a_line_of_its_own() -> None:
    body = (("--b\r\n\r\n",), InputFileUse(("a b.bin",)), ("\r\n--b--",))
    headers = (("Content-Type", ("multipart/mixed; boundary=b",)),)
    check(
        Draft("POST", ("http://h/",), headers, body),
        "POST http://h/\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n< a b.bin\n--b--\n",
    )


def test_separators_stand_between_requests() -> None:
    drafts = [Draft("GET", ("http://a/",)), Draft("GET", ("http://b/",))]
    named = [Draft("GET", ("http://c/",), name="c")]
    text = file_text([*drafts, *named])
    assert text == "GET http://a/\n\n###\nGET http://b/\n\n### c\nGET http://c/\n"
    assert parse(text).problems == []
