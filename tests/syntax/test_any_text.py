"""What holds for every text: it parses, it comes back whole, and every node lies where it says."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirelens.syntax import nodes
from wirelens.syntax.parse import Parse, edited, parse
from wirelens.syntax.problems import Problem
from wirelens.text import Span

PIECES = [
    *["###", "### a", "####", "# @name b", "#@timeout 5 s", "# c", "//d", "#@e = f", "@g = {{h}}"],
    *["GET a.test", "post {{i}}/j HTTP/1.1", "POST /k?", "  &l=m", "  # n", "localhost:1/o"],
    *["P: q", "Content-Type: application/json", "Content-Type: text/csv", "{{r}}", " s t", "u v"],
    *["{", "}", "< ./w.json", "<@latin1 x", "<y/>", "> {%", "%}", "> {% z %}", "> a.js", ">> b"],
    *["<> c", "?? d == 1", "{{", "}}", "{{@e", "HTTP/1.1 200 OK", "curl f", "import g", "run #h"],
    *[
        "\ufeff",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "\f",
        "\x0b",
        "\x85",
        "\u2028",
        "\x00",
        "\U0001f600",
    ],
    *["/* a", "b */", "/* c */", "...d", "GRAPHQL a.test", "X-Request-Type: GraphQL", '{"v": 1}'],
    *["Content-Type: multipart/form-data; boundary=x", "--x", "--x--", "< ./f --x--", "{{{a}}}"],
    *["#", "##", "@", "=", ":", "<", ">", "?", "&", "/", "{{", "{", '"', "'", "\\"],
]
lines = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\n\n", "\r\n", "\r", ""])),
    max_size=25,
).map(lambda parts: "".join(piece + end for piece, end in parts))
texts = lines | st.text()
many = settings(max_examples=150, deadline=None)


def check_whole(parse_: Parse, text: str) -> None:
    assert parse_.text == text
    starts = list(parse_.file.starts)
    assert starts == [parse_.file.starts[i] for i in range(len(starts))]
    for start, block in zip(starts, parse_.file.blocks, strict=True):
        assert text.startswith(block.text, start)


def check_places(block: nodes.Block) -> None:
    for node in _within((block.separator, block.nodes)):
        span = getattr(node, "span", None)
        assert isinstance(span, Span)
        assert 0 <= span.start <= span.end <= len(block.text)
        for field in ("name", "value", "title", "expression", "text"):
            text, place = getattr(node, field, None), getattr(node, f"{field}_span", None)
            if isinstance(text, str) and isinstance(place, Span) and text:
                assert _same(place.of(block.text), text, node)
    for problem in block.problems:
        assert problem.span.end <= len(block.text)


def _same(covered: str, text: str, node: object) -> bool:
    # A directive bears the name of the table, in whatever spelling it was written.
    if isinstance(node, nodes.Directive) and covered != node.value:
        return covered.replace("-", "").lower() == text.replace("-", "").lower()
    return covered == text


def _within(node: object) -> Iterator[object]:
    if isinstance(node, tuple):
        for item in node:
            yield from _within(item)
    elif is_dataclass(node) and not isinstance(node, Span | Problem):
        yield node
        for field in fields(node):
            yield from _within(getattr(node, field.name))


@given(texts)
@many
def test_any_text_parses_and_comes_back_whole(text: str) -> None:
    check_whole(parse(text), text)


@given(texts)
@many
def test_every_node_lies_where_it_says(text: str) -> None:
    for block in parse(text).file.blocks:
        check_places(block)


@given(texts)
@many
def test_nodes_are_in_order_and_do_not_overlap(text: str) -> None:
    for block in parse(text).file.blocks:
        spans = [node.span for node in block.nodes]
        assert all(one.end <= other.start for one, other in pairwise(spans))


@given(texts)
@many
def test_texts_and_files_of_a_body_are_cut_only_by_comments(text: str) -> None:
    for block in parse(text).file.blocks:
        body = block.request and block.request.body
        if body:
            assert body.span == Span(body.parts[0].span.start, body.parts[-1].span.end)
            sent = "".join(
                part.span.of(block.text)
                for part in body.parts
                if not isinstance(part, nodes.Comment)
            )
            assert sent.strip()
            assert not sent.endswith(("\n", "\r"))


@given(texts)
@many
def test_a_block_leaves_its_neighbours_as_they_are(text: str) -> None:
    before, after = "GET a.test\nB: {{c}}\n\nd\n", "### e\nGET f.test"
    found = parse(f"{before}###\n{text}\n{after}").file.blocks
    assert found[0] == parse(before).file.blocks[0]
    assert found[-1] == parse(after).file.blocks[0]


@given(st.data(), texts)
@many
def test_an_edit_gives_what_parsing_anew_gives(data: st.DataObject, text: str) -> None:
    parsed = parse(text)
    for _ in range(3):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        replacement = data.draw(lines)
        parsed = edited(parsed, Span(start, end), replacement)
        text = text[:start] + replacement + text[end:]
        check_whole(parsed, text)
        assert parsed == parse(text)
        assert parsed.problems == parse(text).problems


@pytest.mark.parametrize(
    "text",
    [
        "GET " + " " * 200_000,
        "GET a.test" + " " * 200_000 + "b",
        "GET a.test\n" + " " * 200_000 + "b",
        "import" + " " * 200_000,
        "GET a.test" + " HTTP/1" * 30_000 + " x",
        "POST a.test\n\n" + "{{\n" * 50_000,
        "POST a.test\n\nb\n\n" + "> {% c\n\n" * 20_000,
        "POST a.test\n\n" + "@b = c\n\n" * 20_000 + "d",
        "# @events " + "a , " * 50_000,
        "GET a.test\nA: b\n" + "/*\n" * 50_000,
        "GET a.test\n\n> {% b %}\n" + "/*\n" * 50_000,
        "GRAPHQL a.test\n\nb" + "\n" * 100_000 + "c",
        "POST a.test\nContent-Type: multipart/a;boundary=b\n\n" + "--b\n\n< c\n" * 10_000,
        "GRAPHQL a.test\n\nb\n" + "\n \n{" * 50_000,
        "POST a.test\nContent-Type: multipart/a;boundary=b\n\n" + "--b\nC: d\n\n" * 20_000,
        "\r" * 200_000,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_costs_the_square_of_its_length(text: str) -> None:
    assert parse(text).text == text
