"""What is masked, in which forms, and that chunks do not show."""

import base64
import itertools
import json
import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.secret import Chained, Redaction, Secret, SecretText

KEY = 'sk-A/b+c "d"\tü&<e>%f'
URL_FORMS = [quote(KEY), quote(KEY, safe=""), quote_plus(KEY), quote(KEY, safe="!'()*")]
JSON_ONCE = json.dumps(KEY)[1:-1]
JSON_FORMS = [
    JSON_ONCE,
    json.dumps(KEY, ensure_ascii=False)[1:-1],
    JSON_ONCE.replace("/", "\\/"),
    JSON_ONCE.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"),
    json.dumps(JSON_ONCE)[1:-1],
]


def redaction(*values: str) -> Redaction:
    return Redaction(Secret(value, "test") for value in values)


def check(text: str, expected: str, *values: str) -> None:
    masks = redaction(*(values or (KEY,)))
    assert masks.redact(text) == expected
    stream = masks.stream()
    assert "".join(map(stream.feed, text)) + stream.flush() == expected
    assert masks.redact_bytes(text.encode()) == expected.encode()


def test_secret_is_masked_wherever_it_stands() -> None:
    check(f"a {KEY} b{KEY}{KEY}", "a *** b******")


@pytest.mark.parametrize("form", URL_FORMS)
def test_url_encoded_secret_is_masked_in_either_case_of_hex(form: str) -> None:
    check(f"?key={form}&x=1", "?key=***&x=1")
    lower = re.sub("%..", lambda escape: escape[0].lower(), form)
    check(f"?key={lower}&x=1", "?key=***&x=1")


@pytest.mark.parametrize("form", JSON_FORMS)
def test_json_escaped_secret_is_masked(form: str) -> None:
    check(f'{{"key": "{form}"}}', '{"key": "***"}')


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "u", "us", "use", "user"])
def test_base64_of_a_text_around_the_secret_does_not_show_it(before: str, encode: object) -> None:
    assert callable(encode)
    encoded = encode(f"{before}:{KEY}:after".encode()).decode()
    masked = redaction(KEY).redact(f"Basic {encoded}")
    assert "***" in masked
    # What is left of the encoding is only what the neighbours have a part in.
    assert len(masked) <= len("Basic ***") + 4 * (len(before) + 2) // 3 + 4 + 12


def test_base64_of_the_secret_alone_is_masked_with_its_padding() -> None:
    check(f"[{base64.b64encode(KEY.encode()).decode()}]", "[***]")


def test_short_secret_is_not_masked() -> None:
    check("five5 sixsix", "five5 ***", "five5", "sixsix")


def test_secret_that_begins_another_does_not_leave_the_rest_of_it() -> None:
    check("abcdef abcdefghi abcdefgh", "*** *** ***gh", "abcdef", "abcdefghi")


def test_every_line_of_a_secret_of_several_lines_is_masked() -> None:
    secret = "-----BEGIN-----\r\nMIIEvQIBADAN\n      \n-----END-----\n"
    check(f"{secret}|", "***|", secret)
    check("data: MIIEvQIBADAN\ndata: -----END-----", "data: ***\ndata: ***", secret)
    check("      indented", "      indented", secret)


def test_secret_made_from_another_masks_both() -> None:
    password = Secret("hunter22", "test")
    made = Secret("dXNlcjpodW50ZXIyMg==", "test", (password,))
    assert Redaction([made]).redact("dXNlcjpodW50ZXIyMg== hunter22") == "*** ***"


def test_bytes_that_are_no_text_pass_unchanged() -> None:
    assert redaction(KEY).redact_bytes(b"\xff" + KEY.encode() + b"\xc3") == b"\xff***\xc3"


def test_json_value_is_redacted_in_strings_keys_and_numbers() -> None:
    value = {KEY: [f"a {KEY}", 123456789, 1.5, True, None, {"deep": (KEY,)}]}
    redacted = redaction(KEY, "123456789").redact_value(value)
    assert redacted == {"***": ["a ***", "***", 1.5, True, None, {"deep": ["***"]}]}
    assert value[KEY][0] == f"a {KEY}"


def test_json_value_may_nest_deeper_than_the_stack() -> None:
    value: list[object] = [KEY]
    for _ in range(100_000):
        value = [value]
    redacted = redaction(KEY).redact_value(value)
    while isinstance(redacted, list):
        redacted = redacted[0]
    assert redacted == "***"


def test_nothing_known_changes_nothing_and_holds_nothing() -> None:
    value = {"a": ["b"]}
    assert redaction().redact(KEY) == KEY
    assert redaction().redact_value(value) is value
    assert redaction().stream().feed("text") == "text"


def test_stream_shows_text_at_once_unless_it_may_begin_a_secret() -> None:
    stream = redaction("secret-key").stream()
    assert stream.feed("Hello world") == "Hello world"
    assert stream.feed(" se") == " "
    assert stream.feed("nd") == "send"
    assert stream.feed(" secret-ke") == " "
    assert stream.feed("y!") == "***!"
    assert stream.feed("sec") == ""
    assert stream.flush() == "sec"


@given(
    values=st.lists(st.text("ab/", min_size=6, max_size=9), min_size=1, max_size=4),
    text=st.text("ab/", max_size=80),
    cuts=st.lists(st.integers(0, 80)),
)
def test_how_text_was_chunked_never_shows(values: list[str], text: str, cuts: list[int]) -> None:
    masks = redaction(*values)
    stream = masks.stream()
    places = [0, *sorted(cuts), len(text)]
    chunks = [text[start:end] for start, end in itertools.pairwise(places)]
    assert "".join(map(stream.feed, chunks)) + stream.flush() == masks.redact(text)


def test_secret_text_shows_a_mask_and_reveals_the_whole() -> None:
    text = "Bearer " + SecretText((Secret("abc", "test"),)).reveal()
    joined = SecretText.from_text("Bearer ") + SecretText((Secret("abc", "test"),)) + "!"
    assert joined.reveal() == f"{text}!"
    assert joined.masked() == repr(joined) == f"{joined}" == "Bearer ***!"


def test_plain_parts_of_a_joined_text_are_one() -> None:
    joined = SecretText.join(
        ["a", SecretText.from_text("b"), "", "c", SecretText((Secret("x", ""),))]
    )
    assert joined.parts == ("abc", Secret("x", ""))


def test_piece_of_a_secret_is_a_secret_made_from_it() -> None:
    secret = Secret("Name: value", "test")
    text = SecretText(("  ", secret, " ", Chained("tail ", "login")))
    assert text.stripped().parts == (secret, " ", Chained("tail", "login"))
    assert text.piece(8, 13).parts == (Secret("value", "test", (secret,)),)


def test_changed_secret_remembers_what_it_was_made_from() -> None:
    secret = Secret("a b", "test")
    changed = SecretText(("x y", secret, Chained("c d", "login"))).mapped(quote)
    assert changed.parts == ("x%20y", Secret("a%20b", "test", (secret,)), Chained("c%20d", "login"))


def test_bytes_of_a_file_leave_as_they_came_in() -> None:
    data = bytes(range(256))
    assert SecretText.from_text(data.decode("utf-8", "surrogateescape")).to_bytes() == data


def test_no_object_shows_a_secret() -> None:
    secret = Secret(KEY, "test")
    text = SecretText((secret,))
    masks = Redaction([secret])
    for thing in (secret, text, [text], masks, masks.stream(), Secret("x", "y", (secret,))):
        assert KEY not in f"{thing!r}{thing}"
