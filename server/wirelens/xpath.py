"""XPath 1.0 on the text of an XML document, within bounds. The only home of elementpath.

Documents that declare entities are refused: they can grow without bound, and name other files.
"""

import io
import re
from dataclasses import dataclass
from xml.etree import ElementTree

LONGEST_PATH = 2000
LONGEST_DOCUMENT = 8 * 1024 * 1024  # characters
MAX_VISITS = 5_000_000  # nodes that the path may come by at worst

_MANY_NODES = re.compile(r"//|descendant|ancestor|following|preceding")


@dataclass(frozen=True, slots=True)
class XPathFault:
    """Why there is no value: the path or the document is none, or asks for too much."""

    message: str


def xpath_value(document: str, path: str) -> str | XPathFault | None:
    """The text of the first node that `path` finds in `document`; None where it finds none.

    An element gives its text content, an attribute its value, an expression its result as XPath's
    `string()` writes it.
    """
    if len(path) > LONGEST_PATH or len(document) > LONGEST_DOCUMENT:
        return XPathFault("expected a shorter path and a smaller document")
    if "<!ENTITY" in document:
        return XPathFault("the document declares entities, expected one without")
    try:
        names = _namespaces(document)
        root = ElementTree.fromstring(document)  # noqa: S314 - what could grow or be fetched is refused above
    except ElementTree.ParseError as error:
        return XPathFault(f"the document is no XML: {error}")
    nodes = sum(1 for _ in root.iter())
    if nodes ** len(_MANY_NODES.findall(path)) > MAX_VISITS:
        return XPathFault(f'"{path}" would visit too many of {nodes} elements')
    return _selected(root, path, names)


def _selected(
    root: ElementTree.Element, path: str, names: dict[str, str]
) -> str | XPathFault | None:
    import elementpath  # costs 0.2 s, and few files need it

    try:
        found = elementpath.select(root, path, names, parser=elementpath.XPath1Parser)
    except elementpath.ElementPathError as error:
        return XPathFault(f'"{path}" is no XPath: {error}')
    except RecursionError:
        return XPathFault(f'"{path}" is nested too deep')
    if isinstance(found, list):
        return _text(found[0]) if found else None
    return _text(found)


def _text(value: object) -> str:
    match value:
        case ElementTree.Element():
            return "".join(value.itertext())
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _namespaces(document: str) -> dict[str, str]:
    """The prefixes that the document declares, each with its first meaning."""
    names: dict[str, str] = {}
    events = ElementTree.iterparse(io.StringIO(document), ["start-ns"])  # noqa: S314 - as above
    for _, (prefix, uri) in events:
        if prefix:
            names.setdefault(prefix, uri)
    return names
