"""The request files that a block imports: `# @import ./auth.http`, `import ./auth.http`."""

from collections.abc import Iterator

from wirelens.syntax.nodes import Block, Opaque
from wirelens.text import Span


def imports(block: Block) -> Iterator[tuple[str, Span]]:
    """The paths as written, each with its span in the block."""
    for directive in block.directives:
        if directive.name == "import" and directive.value:
            yield directive.value, directive.value_span
    for node in block.nodes:
        if isinstance(node, Opaque) and node.kind == "import":
            yield node.content.of(block.text), node.content
