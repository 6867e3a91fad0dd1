"""Edits that heed an advice: the layout stays, and nothing else of the request changes."""

import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirelens.ide.advice import block_advice
from wirelens.ide.advice_fixes import advice_fix
from wirelens.ide.pre_send import Advice, InBody, InHeaders, InQuery, InTarget
from wirelens.syntax.nodes import Block, HeaderField, Text
from wirelens.syntax.parse import parse

CHAT = "POST http://h/v1/chat/completions\n\n"
GEMINI = "POST http://h/v1beta/models/m"
MESSAGES = '{"model": "m", "messages": [], "stream": true}\n'


def block_of(text: str) -> Block:
    (block,) = parse(text).file.blocks
    return block


def heeded(text: str, advice: Advice) -> str | None:
    fix = advice_fix(block_of(text), advice)
    return None if fix is None else fix.applied(text)


def check(before: str, after: str) -> None:
    """The first advice about the request, heeded, makes `after` of it, where it is told no more."""
    first, *_ = block_advice(block_of(before))
    assert heeded(before, first) == after
    assert first.code not in [each.code for each in block_advice(block_of(after))]


def check_body(before: str, after: str) -> None:
    check(CHAT + before, CHAT + after)


def check_none(text: str) -> None:
    """There is advice, and no edit that would surely heed it."""
    advice = block_advice(block_of(text))
    assert advice
    assert [heeded(text, each) for each in advice] == [None] * len(advice)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"messages": []}', '{"messages": [], "stream": true}'),
        ('{"messages":[]}', '{"messages":[],"stream":true}'),
        ('{ "messages": [] }\n', '{ "messages": [], "stream": true }\n'),
        ('{"n": 1, "messages": []}', '{"n": 1, "messages": [], "stream": true}'),
        ('{"n":1,"messages":[]}', '{"n":1,"messages":[],"stream":true}'),
        ('{\n  "messages": []\n}\n', '{\n  "messages": [],\n  "stream": true\n}\n'),
        (
            '{\r\n\t"n" : 1,\r\n\t"messages" : []\r\n}',
            '{\r\n\t"n" : 1,\r\n\t"messages" : [],\r\n\t"stream" : true\r\n}',
        ),
        ('{ "n": 1\n, "messages": []\n}', '{ "n": 1\n, "messages": []\n, "stream": true\n}'),
        (
            '{\n  "n": 1,\n\n  "messages": []\n\n}',
            '{\n  "n": 1,\n\n  "messages": [],\n  "stream": true\n\n}',
        ),
        (
            '{"model": "m", "messages": [\n  {"role": "user"}\n]}\n',
            '{"model": "m", "messages": [\n  {"role": "user"}\n], "stream": true}\n',
        ),
    ],
)
def test_a_new_member_is_written_as_its_neighbours_are(before: str, after: str) -> None:
    check_body(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"messages": [], "stream": false}', '{"messages": [], "stream": true}'),
        ('{"stream":  null, "messages": []}', '{"stream":  true, "messages": []}'),
        (
            '{"stream": true, "messages": [], "stream": false}',
            '{"stream": true, "messages": [], "stream": true}',
        ),
        ('{"str\\u0065am": false, "messages": []}', '{"str\\u0065am": true, "messages": []}'),
    ],
)
def test_a_value_that_says_otherwise_is_replaced(before: str, after: str) -> None:
    check_body(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '{"metadata": {"stream": false}, "messages": [{"stream": false}]}',
            '{"metadata": {"stream": false}, "messages": [{"stream": false}], "stream": true}',
        ),
        (
            '{"messages": "no \\"stream\\": false, }"}',
            '{"messages": "no \\"stream\\": false, }", "stream": true}',
        ),
    ],
)
def test_what_only_looks_like_the_member_is_left_alone(before: str, after: str) -> None:
    check_body(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '{"model": "{{m}}", "n": {{n}}, "messages": {{all "of" them}}}',
            '{"model": "{{m}}", "n": {{n}}, "messages": {{all "of" them}}, "stream": true}',
        ),
        (
            '{\n  "messages": []\n  # "stream": false\n}',
            '{\n  "messages": [],\n  "stream": true\n  # "stream": false\n}',
        ),
        (
            '// a chat\n{\n  "n": 1,\n  // all\n  "messages": []\n}',
            '// a chat\n{\n  "n": 1,\n  // all\n  "messages": [],\n  "stream": true\n}',
        ),
        (
            '{\n  "messages": [],\n  # for now\n  "stream": false\n}',
            '{\n  "messages": [],\n  # for now\n  "stream": true\n}',
        ),
    ],
)
def test_variables_and_comments_stay_where_they_are(before: str, after: str) -> None:
    check_body(before, after)


STREAM = '"messages": [], "stream": true'
USAGE = '"include_usage": true'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{{{STREAM}}}", f'{{{STREAM}, "stream_options": {{{USAGE}}}}}'),
        (
            f'{{"stream_options": {{}}, {STREAM}}}',
            f'{{"stream_options": {{{USAGE}}}, {STREAM}}}',
        ),
        (
            f'{{"stream_options": null, {STREAM}}}',
            f'{{"stream_options": {{{USAGE}}}, {STREAM}}}',
        ),
        (
            f'{{"stream_options": {{"a": {{"include_usage": false}}}}, {STREAM}}}',
            f'{{"stream_options": {{"a": {{"include_usage": false}}, {USAGE}}}, {STREAM}}}',
        ),
        (
            f'{{\n  "stream_options": {{\n  }},\n  {STREAM}\n}}',
            f'{{\n  "stream_options": {{\n    {USAGE}\n  }},\n  {STREAM}\n}}',
        ),
        (
            '{"messages":[],"stream":true}',
            '{"messages":[],"stream":true,"stream_options":{"include_usage":true}}',
        ),
    ],
)
def test_a_member_of_a_member_is_set(before: str, after: str) -> None:
    check_body(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (":streamGenerateContent\n", ":streamGenerateContent?alt=sse\n"),
        (":streamGenerateContent?key={{k}}\n", ":streamGenerateContent?key={{k}}&alt=sse\n"),
        (":streamGenerateContent?\n", ":streamGenerateContent?alt=sse\n"),
        (":streamGenerateContent?a=1& HTTP/1.1\n", ":streamGenerateContent?a=1&alt=sse HTTP/1.1\n"),
        (":streamGenerateContent#a?b\n", ":streamGenerateContent?alt=sse#a?b\n"),
        (":streamGenerateContent?alt=json&a=1\n", ":streamGenerateContent?alt=sse&a=1\n"),
        (":streamGenerateContent?alt&a=1\n", ":streamGenerateContent?alt=sse&a=1\n"),
        (":streamGenerateContent?al=alt=\n", ":streamGenerateContent?al=alt=&alt=sse\n"),
        (":streamGenerateContent?a={{b?c#d}}\n", ":streamGenerateContent?a={{b?c#d}}&alt=sse\n"),
        (":generateContent?alt=sse\n", ":streamGenerateContent?alt=sse\n"),
        (":generateContent?a=:generateContent\n", ":streamGenerateContent?a=:generateContent\n"),
        (
            ":streamGenerateContent\r\n    ?key={{k}}\r\n    &a=1  \r\nA: b\r\n",
            ":streamGenerateContent\r\n    ?key={{k}}\r\n    &a=1\r\n    &alt=sse  \r\nA: b\r\n",
        ),
        (
            ":streamGenerateContent?\n  key=1&\n  # b=2\n  a=1\n\n{}",
            ":streamGenerateContent?\n  key=1&\n  # b=2\n  a=1&alt=sse\n\n{}",
        ),
        (
            ":streamGenerateContent\n  ?key=1\n  &a=2 HTTP/1.1\n",
            ":streamGenerateContent\n  ?key=1\n  &a=2&alt=sse HTTP/1.1\n",
        ),
        (
            ":streamGenerateContent\n  ?key=1\n  &a=2#b\n",
            ":streamGenerateContent\n  ?key=1\n  &a=2&alt=sse#b\n",
        ),
    ],
)
def test_a_request_target_is_edited_at_its_place(before: str, after: str) -> None:
    check(GEMINI + before, GEMINI + after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n\n", "\n{}\n\n"),
        ("\nx-api-key: {{k}}\n\n", "\nx-api-key: {{k}}\n{}\n\n"),
        ("\r\nA: b  \r\n\r\n", "\r\nA: b  \r\n{}\r\n\r\n"),
        ("\n  A: b\n  c\n# D: e\n\n", "\n  A: b\n  c\n  {}\n# D: e\n\n"),
        (" HTTP/1.1\n", " HTTP/1.1\n{}\n"),
        ("\n  ?a=1\n\n", "\n  ?a=1\n{}\n\n"),
    ],
)
def test_a_header_field_stands_below_the_last_one(before: str, after: str) -> None:
    request = "POST http://h/v1/messages"
    field = "anthropic-version: 2023-06-01"
    check(f"{request}{before}{MESSAGES}", f"{request}{after.replace('{}', field)}{MESSAGES}")


@pytest.mark.parametrize(
    "text",
    [
        f"{GEMINI}:streamGenerateContent?alt=json&alt=x\n",
        f"{GEMINI}:streamGenerateContent?alt={{{{a}}}}b\n",
    ],
)
def test_no_edit_is_offered_where_none_is_sure(text: str) -> None:
    check_none(text)


@pytest.mark.parametrize(
    "body",
    [
        "< ./body.json\n",
        '{"messages": []}\n< ./more.json\n',
        '{"messages": [], "stream": {{s}}}',
        '{"messages": [], "stream": true, "stream_options": {{o}}}',
        '{"messages": [], {{more}}}',
        '{"messages": []} // a comment that JSON does not have',
    ],
)
def test_nothing_is_told_of_a_body_that_is_not_known(body: str) -> None:
    assert block_advice(block_of(CHAT + body)) == []


def test_fields_in_a_variable_may_have_the_version() -> None:
    assert block_advice(block_of(f"POST http://h/v1/messages\n{{{{all}}}}\n\n{MESSAGES}")) == []


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text('ab"\\/{}:, é#\t', max_size=4)),
    lambda each: st.one_of(
        st.lists(each, max_size=2),
        st.dictionaries(st.sampled_from(["stream", "stream_options", "x"]), each, max_size=2),
    ),
    max_leaves=4,
)
BODIES = st.fixed_dictionaries(
    {"messages": VALUES},
    optional={
        "stream": st.sampled_from([True, False, None]),
        "stream_options": st.dictionaries(
            st.sampled_from(["include_usage", "x"]), st.sampled_from([True, False, None])
        ),
        "model": st.just("{{model}}"),
        "x": VALUES,
    },
)
TARGETS = st.sampled_from(
    [
        *("http://h/v1/chat/completions", "{{host}}/v1/chat/completions?a=b HTTP/1.1"),
        *("http://h/v1/messages", "http://h/v1/messages\n  ?beta=true\n  &x={{x}}"),
        *("http://h/m:generateContent", "http://h/m:generateContent?alt=sse#f"),
        *("http://h/m:streamGenerateContent", "http://h/m:streamGenerateContent\n  ?key={{k}}\n"),
        "http://h/m:streamGenerateContent\n ?alt=json\n &key={{k}}#f",
    ]
)
HEADERS = st.lists(st.sampled_from(["A: b", "  C: {{d}}", "# E: f", "X-Y:z"]), max_size=3)


def written(request: dict[str, Any], layout: tuple[int | str | None, str], comment: str) -> str:
    indent, colon = layout
    text = json.dumps(request, indent=indent, separators=("," if indent else ", ", colon))
    first, *rest = text.split("\n")
    return "\n".join([first, *([comment] if comment and rest else []), *rest])


@dataclass(frozen=True)
class Sent:
    """A request as one who sends it reads it."""

    url: SplitResult
    query: dict[str, str]
    fields: list[tuple[str, str]]
    body: Any


def sent(text: str) -> Sent:
    block = block_of(text)
    request = block.request
    assert request is not None
    url = urlsplit("".join(each.span.of(text) for each in request.line.targets))
    fields = [each for each in request.headers if isinstance(each, HeaderField)]
    pairs = [(each.name.span.of(text), each.value.span.of(text)) for each in fields]
    texts = [p for p in (request.body.parts if request.body else ()) if isinstance(p, Text)]
    body = json.loads("".join(each.span.of(text) for each in texts))
    return Sent(url._replace(query=""), dict(parse_qsl(url.query)), pairs, body)


@given(
    TARGETS,
    HEADERS,
    BODIES,
    st.sampled_from([(None, ":"), (None, ": "), (2, ": "), ("\t", " : ")]),
    st.sampled_from(["", '  # "stream": true,', "// {"]),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(deadline=None, max_examples=300)
def test_an_edit_heeds_its_advice_and_changes_nothing_else(
    target: str,
    headers: list[str],
    body: dict[str, Any],
    layout: tuple[int | str | None, str],
    comment: str,
    line_end: str,
) -> None:
    text = "\n".join([f"POST {target}".rstrip("\n"), *headers, "", written(body, layout, comment)])
    text = text.replace("\n", line_end)
    for advice in block_advice(block_of(text)):
        after = heeded(text, advice)
        assert after is not None
        assert advice.code not in [each.code for each in block_advice(block_of(after))]
        assert after.count("\n") == after.count(line_end)
        assert sent(after) == expected(sent(text), advice)


def expected(before: Sent, advice: Advice) -> Sent:
    """The request with the advice's change and no other."""
    match advice.change:
        case InBody((name,), value):
            return replace(before, body=before.body | {name: value})
        case InBody((outer, inner), value):
            options = (before.body.get(outer) or {}) | {inner: value}
            return replace(before, body=before.body | {outer: options})
        case InHeaders(name, value):
            return replace(before, fields=[*before.fields, (name, value)])
        case InQuery(name, value):
            return replace(before, query=before.query | {name: value})
        case InTarget(old, new):
            url = before.url._replace(path=before.url.path.replace(old, new))
            return replace(before, url=url)
    raise AssertionError(advice)
