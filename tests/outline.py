"""A request file's tree as a few lines of text, for tests to compare."""

from collections.abc import Iterator

from wirelens.syntax.nodes import (
    Assertion,
    Block,
    Body,
    Broken,
    Comment,
    Directive,
    Header,
    HeaderField,
    HeaderSplice,
    InputFile,
    Node,
    Opaque,
    Reference,
    Request,
    RequestLine,
    Template,
    Text,
    Variable,
)
from wirelens.syntax.parse import Parse


def outline(parse: Parse) -> str:
    """One line a node, two blanks deeper within a request and within a body."""
    return "\n".join(line for block in parse.file.blocks for line in _block(block))


def shown(template: Template) -> str:
    """The template with references as `«expression»`."""
    return "".join(
        f"«{part.expression}»" if isinstance(part, Reference) else part.text
        for part in template.parts
    )


def _block(block: Block) -> Iterator[str]:
    if block.separator is not None:
        yield f"### {block.separator.title}".rstrip()
    for node in block.nodes:
        yield from _node(node, block.text)


def _node(node: Node, text: str) -> Iterator[str]:
    match node:
        case Directive():
            yield f"directive {node.name}: {node.value}".rstrip()
        case Variable():
            yield f"variable {node.name} = {shown(node.value)}".rstrip()
        case Request():
            yield _request_line(node.line)
            yield from (f"  target comment:{comment.text}" for comment in node.line.comments)
            for header in node.headers:
                yield f"  {_header(header, text)}"
            if node.body is not None:
                yield from _body(node.body)
        case _:
            yield _aside(node, text)


def _aside(node: Comment | Assertion | Opaque | Broken, text: str) -> str:
    match node:
        case Comment():
            return f"comment:{node.text}"
        case Assertion():
            return f"assertion {node.text}"
        case Opaque():
            return f"{node.kind} {node.span.of(text)!r}"
        case Broken():
            return f"broken {node.span.of(text)!r}"


def _request_line(line: RequestLine) -> str:
    words = [line.method.text if line.method else "(GET)"]
    words += [shown(target) for target in line.targets]
    words += [line.version.text] if line.version else []
    return " | ".join(words)


def _header(header: Header, text: str) -> str:
    match header:
        case HeaderField():
            return f"{shown(header.name)}: {shown(header.value)}".rstrip()
        case HeaderSplice():
            return f"splice «{header.reference.expression}»"
        case _:
            return _aside(header, text)


def _body(body: Body) -> Iterator[str]:
    for part in body.parts:
        match part:
            case Text():
                yield f"  text {shown(part.template)!r}"
            case InputFile():
                mark = "@" if part.substituted else ""
                yield f"  file{mark} {shown(part.path)} {part.encoding or ''}".rstrip()
            case Comment():
                yield f"  comment:{part.text}"
