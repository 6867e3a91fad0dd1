"""The edit that heeds an advice: in the body, the request target or the header section.

It keeps the layout and leaves all else as it is; where that is not certain there is none.
"""

import re
from urllib.parse import unquote_plus

from wirelens.ide.advice import block_advice
from wirelens.ide.filled import filled
from wirelens.ide.json_members import member_edit
from wirelens.ide.layout import indent, line_end
from wirelens.ide.pre_send import Advice, Change, InBody, InHeaders, InQuery, InTarget
from wirelens.jsonvalue import parse_json
from wirelens.syntax.nodes import Block, HeaderField, HeaderSplice, InputFile, Request, Text
from wirelens.syntax.parse import parse
from wirelens.syntax.problems import Edit, Fix
from wirelens.text import Span


def advice_fix(block: Block, advice: Advice) -> Fix | None:
    """The fix that heeds the advice for the block's request; its spans count in the block."""
    edit = None if block.request is None else _edit(block, block.request, advice.change)
    if edit is None:
        return None
    fix = Fix(advice.title, (edit,))
    return fix if _heeds(advice, fix.applied(block.text)) else None


def _heeds(advice: Advice, text: str) -> bool:
    blocks = parse(text).file.blocks
    told = [each.code for each in block_advice(blocks[0])]
    return len(blocks) == 1 and blocks[0].request is not None and advice.code not in told


_LINE_BREAK = re.compile(r"[\r\n]|\Z")
_PARAMETER = re.compile(r"(?P<name>[^&=]+)(?P<value>=?[^&]*)")


def _edit(block: Block, request: Request, change: Change) -> Edit | None:
    match change:
        case InBody():
            return _in_body(request, change)
        case InQuery():
            return _in_query(block, request, change)
        case InTarget():
            return _in_target(request, change)
        case InHeaders():
            return _in_headers(block, request, change)


def _in_body(request: Request, change: InBody) -> Edit | None:
    parts = () if request.body is None else request.body.parts
    body = filled(part.template for part in parts if isinstance(part, Text))
    is_whole = not any(isinstance(part, InputFile) for part in parts)
    if not is_whole or not isinstance(parse_json(body.text), dict):
        return None
    return body.in_block(member_edit(body.text, change.path, change.value))


def _in_query(block: Block, request: Request, change: InQuery) -> Edit | None:
    target = filled(request.line.targets)
    url = target.text.partition("#")[0]
    path, mark, query = url.partition("?")
    same = [each for each in _PARAMETER.finditer(query) if unquote_plus(each[1]) == change.name]
    if same:
        value = Span(*same[0].span("value")).moved(len(path) + len(mark))
        edit = target.in_block(Edit(value, f"={change.value}"))
        is_plain = edit is not None and "{{" not in edit.span.of(block.text)
        return edit if is_plain and len(same) == 1 else None
    before = "&" if mark else "?"
    if url.endswith(("?", "&")):
        before = ""
    elif mark and url == target.text:
        before = _line_before(block, request) + before
    written = f"{before}{change.name}={change.value}"
    return target.in_block(Edit(Span(len(url), len(url)), written))


def _line_before(block: Block, request: Request) -> str:
    """Line end and indent for one more parameter, where each has a line of its own."""
    line = request.line
    start = line.targets[-1].span.start
    if len(line.targets) == 1 or block.text[start] not in "?&" or line.version is not None:
        return ""
    return line_end(block.text) + indent(block.text, start)


def _in_target(request: Request, change: InTarget) -> Edit | None:
    target = filled(request.line.targets)
    path = re.split(r"[?#]", target.text, maxsplit=1)[0]
    start = path.rfind(change.old)
    if start < 0:
        return None
    return target.in_block(Edit(Span(start, start + len(change.old)), change.new))


def _in_headers(block: Block, request: Request, change: InHeaders) -> Edit:
    """A field in a line of its own below the last one."""
    text = block.text
    fields = [each for each in request.headers if isinstance(each, HeaderField | HeaderSplice)]
    before = indent(text, fields[-1].span.start) if fields else ""
    last = fields[-1].span if fields else request.line.span
    found = _LINE_BREAK.search(text, last.end)
    at = found.start() if found else len(text)
    return Edit(Span(at, at), f"{line_end(text)}{before}{change.name}: {change.value}")
