"""The tree of a request file: frozen, full-fidelity, every node with a span.

Spans count code points from the start of the node's *block* (`RequestFile.starts` places the block
in the file), so an edit in one block leaves every other block's nodes as they are. They leave out
indents and line ends, except within a body.
The concatenation of the blocks' texts is the file, to the letter.
"""

from collections.abc import Sequence

from wirelens.syntax.problems import Problem
from wirelens.syntax.rope import Rope
from wirelens.text import Span
from wirelens.text_node import node


@node
class Comment:
    """A `#` or `//` line; `text` is what follows the marker."""

    span: Span
    text: str


@node
class Directive:
    """`# @name value`, the name one of the closed set (`syntax.directives`)."""

    span: Span
    name: str
    name_span: Span
    value: str
    value_span: Span


@node
class Reference:
    """`{{expression}}` inside a template. `expression` is trimmed, `span` covers the braces.

    `inner` are the references inside it, which are resolved first: `{{ {{kind}}_url }}`.
    """

    span: Span
    expression: str
    expression_span: Span
    inner: "tuple[Reference, ...]" = ()


@node
class Literal:
    """Plain text inside a template."""

    span: Span
    text: str


@node
class Template:
    """Text in which variables stand: literals and references in order, covering the span."""

    span: Span
    parts: tuple[Literal | Reference, ...]


@node
class Variable:
    """`@name = value`. The value's escapes (`\\n`, `\\r`, `\\t`, `\\\\`) are applied at use."""

    span: Span
    name: str
    name_span: Span
    value: Template


@node
class Word:
    """One word of a line, as written."""

    span: Span
    text: str


@node
class RequestLine:
    """Method, request target and HTTP version (RFC 9112, section 3).

    `targets` are the target's pieces in order: the one on the request line, then one for each
    continuation line, trimmed; joined without anything between they are the request target.
    Comment lines between continuations are in `comments`.
    """

    span: Span
    method: Word | None  # None: the method is missing and GET is meant
    targets: tuple[Template, ...]
    version: Word | None
    comments: tuple[Comment, ...] = ()


@node
class HeaderField:
    """`Name: value` (RFC 9110, section 5).

    Where the value goes on in an indented line, one space stands for the line end and the indent
    (RFC 9112, section 5.2).
    """

    span: Span
    name: Template
    value: Template


@node
class HeaderSplice:
    """A header line that is only `{{variable}}`: it resolves to whole header lines."""

    span: Span
    reference: Reference


@node
class InputFile:
    """`< path` in a body: the file's content stands here. `<@ path` substitutes variables in it."""

    span: Span
    path: Template
    substituted: bool
    encoding: str | None


@node
class Text:
    """Lines of a body as written, line ends included."""

    span: Span
    template: Template


@node
class Part:
    """One part of a multipart body: what stands between two of its boundaries (RFC 2046, 5.1).

    `content` is what follows the blank line after its header fields, without the line end that
    belongs to the boundary.
    """

    span: Span
    headers: tuple[HeaderField, ...]
    content: "tuple[BodyPart, ...]"


@node
class Multipart:
    """The parts of a multipart body; `boundary` is that of the `Content-Type`."""

    span: Span
    boundary: str
    parts: tuple[Part, ...]


@node
class GraphQL:
    """A GraphQL request: the query, and the JSON object of its variables, if there is one."""

    span: Span
    query: "tuple[BodyPart, ...]"
    variables: "tuple[BodyPart, ...]"


BodyPart = Text | InputFile | Comment


@node
class Body:
    """The message body; leading and trailing blank lines are not part of it.

    Its texts and files, one after the other, are what is sent. Comments that the media type has no
    use for are `Comment` parts, and those after the last line of the body are no part of it at all.
    `structure` tells what the same lines mean where their type gives them a structure.
    """

    span: Span
    parts: tuple[BodyPart, ...]
    structure: Multipart | GraphQL | None = None


@node
class Broken:
    """Lines that mean nothing here; kept for the round trip, told by a problem."""

    span: Span


@node
class Assertion:
    """`?? text`, which means what `# @assert text` means."""

    span: Span
    text: str
    text_span: Span


@node
class Opaque:
    """What other tools run and this one reads over; `syntax.block.OPAQUE` tells the kinds.

    `content` is what the mark is about: a script's code, a file's path, the text of a command.
    """

    span: Span
    kind: str
    content: Span


Header = HeaderField | HeaderSplice | Comment | Assertion | Opaque | Broken


@node
class Request:
    """One request, from its request line to the end of its body."""

    span: Span
    line: RequestLine
    headers: tuple[Header, ...]
    body: Body | None


@node
class Separator:
    """A `###` line; its text names the request unless it is empty or punctuation only."""

    span: Span
    title: str
    title_span: Span


Node = Comment | Directive | Variable | Request | Assertion | Opaque | Broken


@node
class Block:
    """What stands between two separators, the opening one included, at most one request in it.

    `nodes` are in order; what follows a body (assertions, handlers, variables) follows its request.
    A block is a function of its text and of the file's decisions. `name` names its request
    (`syntax.names`).
    """

    text: str
    separator: Separator | None
    nodes: tuple[Node, ...]
    name: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def request(self) -> Request | None:
        """The block's request, if it has one."""
        return next((node for node in self.nodes if isinstance(node, Request)), None)

    @property
    def directives(self) -> tuple[Directive, ...]:
        """The directives, in file order."""
        return tuple(node for node in self.nodes if isinstance(node, Directive))

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variable definitions, in file order."""
        return tuple(node for node in self.nodes if isinstance(node, Variable))


@node
class RequestFile:
    """A whole file: at least one block, if only an empty one."""

    blocks: Rope[Block]

    @property
    def starts(self) -> Sequence[int]:
        """`starts[i]` is the offset of `blocks[i]` in the file's text."""
        return self.blocks.starts
