"""Document symbols."""

from wirelens.ide.symbols import LONGEST, symbols
from wirelens.syntax.parse import parse


def check(text: str, *expected: tuple[str, str, str, str]) -> None:
    """Kind, name, detail and what is selected of each symbol."""
    found = symbols(parse(text).file)
    shown = [(each.kind, each.name, each.detail, each.selection.of(text)) for each in found]
    assert shown == list(expected)
    for each in found:
        assert each.span.start <= each.selection.start <= each.selection.end <= each.span.end


def test_variables_and_requests_in_order() -> None:
    check(
        "@host = http://h\n### Chat\nPOST {{host}}/v1\nA: b\n\n{}\n###\n@a = 1\nhttp://h",
        ("variable", "host", "http://h", "host"),
        ("request", "Chat", "POST {{host}}/v1", "POST {{host}}/v1"),
        ("variable", "a", "1", "a"),
        ("request", "GET http://h", "GET http://h", "http://h"),
    )


def test_the_span_reaches_to_the_end_of_the_request() -> None:
    text = "### Chat\nPOST http://h\n\n{\n}\n\n###\n"
    (symbol,) = symbols(parse(text).file)
    assert symbol.span.of(text) == "POST http://h\n\n{\n}\n".rstrip("\n")


def test_long_and_unseen_text_is_made_short_and_seen() -> None:
    text = "GET http://h/" + "x" * 200 + "\u202e\n"
    (symbol,) = symbols(parse(text).file)
    assert len(symbol.name) == LONGEST
    check("@a = \x1b[2J\n", ("variable", "a", "␛[2J", "a"))
