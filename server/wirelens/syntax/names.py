"""How a request is called: `# @name x` names it, else the title of its `###` line."""

import re
from collections.abc import Iterable

from wirelens.syntax.nodes import Directive, Node, Separator

_NO_REFERENCE = re.compile(r"[^\w-]+")


def request_name(separator: Separator | None, nodes: Iterable[Node]) -> str:
    """The name in a block; empty if there is none. A title of punctuation alone is but a rule."""
    for node in nodes:
        if isinstance(node, Directive) and node.name == "name" and slug(node.value):
            return node.value
    title = separator.title if separator else ""
    return title if any(map(str.isalnum, title)) else ""


def slug(name: str) -> str:
    """What stands for the name in `{{name.response.body…}}`, where no blanks may stand."""
    return _NO_REFERENCE.sub("-", name).strip("-")
