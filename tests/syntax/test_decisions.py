"""The setting `syntax`: where tools disagree, the file is read as the chosen one reads it."""

import random
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outline import outline
from wirelens.run.settings import SYNTAXES
from wirelens.syntax.cuts import cuts
from wirelens.syntax.decisions import DECISIONS, Separation, decisions_for
from wirelens.syntax.parse import edited, parse
from wirelens.text import Span

TWO = """\
### a
POST a.test

x
GET https://b.test
C: d
"""
MARKDOWN = """\
# Title

```http
### a
GET a.test
### b
GET b.test
```

GET c.test

~~~~rest
GET d.test
~~~~

```sh
GET e.test
```

```http
GET f.test
"""


def check(text: str, syntax: str, expected: str, file: str = "a.http") -> None:
    parsed = parse(dedent(text), decisions_for(syntax, file))
    assert parsed.text == dedent(text)
    assert outline(parsed) == dedent(expected).strip("\n")


def test_every_syntax_of_the_settings_has_its_decisions() -> None:
    assert set(DECISIONS) == set(SYNTAXES)


def test_a_method_line_starts_a_request_for_httpyac_alone() -> None:
    one = "### a\nPOST | a.test\n  text 'x\\nGET https://b.test\\nC: d'"
    for syntax in set(SYNTAXES) - {"httpyac"}:
        check(TWO, syntax, one)
    check(TWO, "httpyac", "### a\nPOST | a.test\n  text 'x'\nGET | https://b.test\n  C: d")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.test\nGET https://b.test", "(GET) | https://a.test\nGET | https://b.test"),
        (
            "# @name a\n@b = 1\nGET a.test\nPOST b.test\n{}",
            "directive name: a\nvariable b = 1\nGET | a.test\nPOST | b.test\n  text '{}'",
        ),
        ("  ### a\nGET a.test\n ### b", "### a\nGET | a.test\n### b"),
        (
            "# @forceRegionDelimiter\nPOST a.test\n\nGET b",
            "comment: @forceRegionDelimiter\nPOST | a.test\n  text 'GET b'",
        ),
        ("POST a.test\n\nPost b\n{}", "POST | a.test\n  text 'Post b\\n{}'"),
        (
            "GET a.test\n\n> {%\nGET b\n%}\nGET c.test",
            "GET | a.test\nresponse handler '> {%\\nGET b\\n%}'\nGET | c.test",
        ),
    ],
)
def test_what_starts_a_request_for_httpyac(text: str, expected: str) -> None:
    check(text, "httpyac", expected)


def test_a_modeline_asks_for_the_separators_of_emacs() -> None:
    text = "# -*- restclient -*-\n#\n# one\nGET a.test\nA: b\n#\nPOST c.test\n\nd\n# e\nf.test"
    expected = (
        "comment: -*- restclient -*-\ncomment:\ncomment: one\nGET | a.test\n  A: b\n"
        "comment:\nPOST | c.test\n  text 'd'\ncomment: e\n(GET) | f.test"
    )
    for modeline in ("-*- restclient -*-", "-*- mode: restclient -*-"):
        parsed = parse(text.replace("-*- restclient -*-", modeline))
        assert outline(parsed) == expected.replace("-*- restclient -*-", modeline)
    other = parse(text.replace("restclient", "conf"))
    assert len(other.file.blocks) == 1


def test_of_markdown_only_the_fences_are_read() -> None:
    check(
        MARKDOWN,
        "auto",
        "### a\nGET | a.test\n### b\nGET | b.test\nGET | d.test\nGET | f.test",
        "README.md",
    )
    assert not parse(MARKDOWN, decisions_for("auto", "a.MD")).problems


def test_a_markdown_document_without_a_fence_has_one_block() -> None:
    for text in ("", "a\n", "```http"):
        parsed = parse(text, decisions_for("auto", "a.md"))
        assert parsed.text == text
        assert not parsed.problems


def problems(text: str, syntax: str) -> list[str]:
    found = parse(text, DECISIONS[syntax]).problems
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("line", "telling"),
    [
        ("# @name a b", {"auto", "restclient", "httpyac", "vs"}),
        ("# @name a.b", {"auto", "restclient", "httpyac"}),
        ("# @name 1a", {"httpyac"}),
        ("# @timeout 5000", set(SYNTAXES) - {"httpyac"}),
        ("# @mrege auto", set(SYNTAXES)),
        ("# @unheard of", {"kulala"}),
        ("# @kulala-jq .a", set()),
        ("# @see", {"kulala"}),
    ],
)
def test_what_is_told_of_a_directive(line: str, telling: set[str]) -> None:
    text = f"{line}\nGET a.test"
    assert {syntax for syntax in SYNTAXES if problems(text, syntax)} == telling


PIECES = [
    *["###\n", "# @name a\n", "# -*- restclient -*-\n", "#\n", "GET a.test\n", "POST b.test\n\n"],
    *[
        "x\n",
        "{}\n",
        "```http\n",
        "```\n",
        "~~~\n",
        "\n",
        "\r",
        "https://c.test\n",
        "> {%\n",
        "%}\n",
    ],
    *["# @forceRegionDelimiter\n", " ### d\n", "\ufeff"],
]
documents = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(documents, st.sampled_from(list(Separation)))
@settings(max_examples=200, deadline=None)
def test_cuts_are_the_whole_text(text: str, separation: Separation) -> None:
    found = cuts(text, separation)
    assert "".join(cut.text for cut in found) == text
    assert found


@given(st.data(), documents, st.sampled_from(SYNTAXES), st.sampled_from(["a.http", "a.md"]))
@settings(max_examples=200, deadline=None)
def test_an_edit_gives_what_parsing_anew_gives(
    data: st.DataObject, text: str, syntax: str, file: str
) -> None:
    decisions = decisions_for(syntax, file)
    parsed = parse(text, decisions)
    for _ in range(3):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        replacement = data.draw(documents)
        parsed = edited(parsed, Span(start, end), replacement)
        text = text[:start] + replacement + text[end:]
        assert parsed == parse(text, decisions)


def test_many_edits_of_a_markdown_document() -> None:
    chance = random.Random(1)
    decisions = decisions_for("auto", "a.md")
    text = MARKDOWN * 20
    parsed = parse(text, decisions)
    for _ in range(100):
        at = chance.randrange(len(text))
        parsed = edited(parsed, Span(at, at + 1), "`")
        text = text[:at] + "`" + text[at + 1 :]
    assert parsed == parse(text, decisions)


@pytest.mark.parametrize(
    "text",
    ["```http\n" * 30_000, "~~~\n" * 50_000, "# -*- restclient -*-\n" + "#\n\n" * 50_000],
    ids=lambda text: text[:6],
)
def test_no_text_costs_the_square_of_its_length(text: str) -> None:
    for syntax, file in (("httpyac", "a.http"), ("auto", "a.http"), ("auto", "a.md")):
        assert parse(text, decisions_for(syntax, file)).text == text
