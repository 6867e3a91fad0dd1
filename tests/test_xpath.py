"""XPath on XML documents: values, and what is refused."""

import pytest

from wirelens.xpath import XPathFault, xpath_value

FEED = """<?xml version="1.0"?>
<feed xmlns:m="urn:meta">
  <entry id="1"><title>One <b>lamp</b></title></entry>
  <entry id="2"><title>Two</title><m:rate>2.5</m:rate></entry>
</feed>
"""


def check(path: str, expected: str | None, document: str = FEED) -> None:
    assert xpath_value(document, path) == expected


def check_refused(path: str, message: str, document: str = FEED) -> None:
    found = xpath_value(document, path)
    assert isinstance(found, XPathFault)
    assert message in found.message


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("//title", "One lamp"),
        ("/feed/entry[2]/title", "Two"),
        ("//entry[@id='2']/title/text()", "Two"),
        ("//entry/@id", "1"),
        ("//m:rate", "2.5"),
        ("//*[local-name()='rate']", "2.5"),
        ("count(//entry)", "2"),
        ("count(//entry) = 2", "true"),
        ("string(//entry[2]/@id)", "2"),
        ("//nothing", None),
    ],
)
def test_the_first_node_gives_its_text(path: str, expected: str | None) -> None:
    check(path, expected)


def test_a_path_that_is_none_is_told() -> None:
    check_refused("//entry[", '"//entry[" is no XPath')
    check_refused("//x:y", '"//x:y" is no XPath')


def test_what_is_no_xml_is_told() -> None:
    check_refused("//a", "the document is no XML", '{"a": 1}')


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    check_refused("//a", "declares entities", bomb)


def test_no_file_is_read() -> None:
    check_refused("document('/etc/passwd')", "is no XPath")
    check_refused("unparsed-text('/etc/passwd')", "is no XPath")


def test_a_path_that_would_take_too_long_is_refused() -> None:
    wide = "<a>" + "<b/>" * 3000 + "</a>"
    check_refused("count(//*//*//*)", "too many", wide)
    check("count(//b)", "3000", wide)
