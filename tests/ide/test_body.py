"""The body of a plain response."""

from runs import begun
from wirelens.ide.views import view
from wirelens.stream.run import End


def check(expected: str, body: bytes, media_type: str = "application/json") -> None:
    """A body of this media type is shown as expected."""
    run = begun(headers=(("content-type", media_type),))
    run.read(0.5, body)
    run.end(End(1.0, "eof"))
    assert view("body", run) == expected


def test_json_is_laid_out_with_its_numbers_as_they_are_spelled() -> None:
    check('{\n  "a": 1.00\n}\n', b'{"a":1.00}')


def test_what_is_no_json_stays_as_it_is() -> None:
    check('{"a":\n', b'{"a":')


def test_text_stays_as_it_is() -> None:
    check("<p>\n Hi\n", b"<p>\r\n Hi", "text/html")


def test_the_charset_of_the_response_counts() -> None:
    check("é\n", b"\xe9", "text/plain; charset=iso-8859-1")


def test_a_charset_that_nobody_knows_is_utf_8() -> None:
    check("é\n", "é".encode(), 'text/plain; charset="x-unknown"')
    check("é\n", "é".encode(), "text/plain; charset=hex")


def test_controls_are_shown_and_not_obeyed() -> None:
    check("␛[2J\n", b"\x1b[2J", "text/plain")


def test_binary_data_is_summed_up_in_hexadecimal() -> None:
    check(
        "7 B of binary data\n\n00000000  89 50 4e 47 00 ff fe" + " " * 29 + ".PNG...\n",
        b"\x89PNG\x00\xff\xfe",
        "image/png",
    )


def test_of_much_binary_data_the_beginning_is_shown() -> None:
    run = begun(headers=(("content-type", "image/png"),))
    run.read(0.5, bytes(5096))
    assert view("body", run).endswith("................\n… 1.0 kB more\n")


def test_nothing_is_shown_as_nothing() -> None:
    check("", b"")
