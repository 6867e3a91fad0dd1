"""Bodies with a structure: the parts of a multipart body, a GraphQL query and its variables."""

from collections.abc import Iterable

from outline import shown
from wirelens.syntax.nodes import Body, BodyPart, Comment, GraphQL, InputFile, Multipart
from wirelens.syntax.parse import parse


def body_of(text: str) -> Body:
    request = parse(text).file.blocks[0].request
    assert request is not None
    assert request.body is not None
    return request.body


def content(parts: Iterable[BodyPart]) -> list[str]:
    """Texts as they are, files as `< path`; comments are left out."""
    return [
        f"< {shown(part.path)}" if isinstance(part, InputFile) else shown(part.template)
        for part in parts
        if not isinstance(part, Comment)
    ]


def check_multipart(body: str, *expected: tuple[list[str], list[str]]) -> None:
    """Header lines and content of each part."""
    text = f"POST a.test\nContent-Type: multipart/form-data; boundary=x\n\n{body}"
    structure = body_of(text).structure
    assert isinstance(structure, Multipart)
    assert [
        ([f"{shown(h.name)}: {shown(h.value)}" for h in part.headers], content(part.content))
        for part in structure.parts
    ] == list(expected)


def check_graphql(text: str, query: list[str], variables: list[str]) -> None:
    structure = body_of(text).structure
    assert isinstance(structure, GraphQL)
    assert (content(structure.query), content(structure.variables)) == (query, variables)


def test_parts_have_header_fields_and_content() -> None:
    check_multipart(
        '--x\nContent-Disposition: form-data; name="a"\n\nb {{c}}\n\nd\n--x\n'
        'Content-Disposition: form-data; name="f"; filename="f.txt"\nContent-Type: text/plain\n\n'
        "< ./f.txt\n--x--\n",
        (['Content-Disposition: form-data; name="a"'], ["b «c»\n\nd"]),
        (
            [
                'Content-Disposition: form-data; name="f"; filename="f.txt"',
                "Content-Type: text/plain",
            ],
            ["< ./f.txt"],
        ),
    )


def test_a_boundary_may_stand_behind_a_path() -> None:
    check_multipart("--x\nA: b\n\n< ./f --x\n\nc\n--x--", (["A: b"], ["< ./f"]), ([], ["c"]))
    check_multipart("--x\nA: b\n\n< ./f --x--", (["A: b"], ["< ./f"]))


def test_an_unfinished_multipart_has_the_parts_so_far() -> None:
    check_multipart("--x\nA: b\n\nc", (["A: b"], ["c"]))
    check_multipart("--x\nA", ([], ["A"]))
    check_multipart("a")


def test_a_longer_boundary_is_another_one() -> None:
    check_multipart("--x\n\n--xy\n--x--", ([], ["--xy"]))


def test_a_boundary_may_be_quoted_or_hidden() -> None:
    head = "POST a.test\nContent-Type: multipart/form-data; "
    quoted = body_of(f'{head}boundary="a b"\n\n--a b\n\nc\n--a b--').structure
    assert isinstance(quoted, Multipart)
    assert len(quoted.parts) == 1
    assert body_of(f"{head}boundary={{{{b}}}}\n\n--a\n\nc\n--a--").structure is None


def test_a_blank_line_separates_query_and_variables() -> None:
    check_graphql(
        'GRAPHQL a.test\n\nquery {\n  a\n}\n\n{"b": 1}', ["query {\n  a\n}"], ['{"b": 1}']
    )
    check_graphql("POST a.test\nX-Request-Type: GraphQL\n\n{ a }\n\n{{b}}", ["{ a }"], ["«b»"])


def test_a_query_may_have_blank_lines() -> None:
    query = "query {\n  ...f\n}\n\nfragment f on B {\n\n  c\n}\n\n{ d }"
    check_graphql(f"GRAPHQL a.test\n\n{query}", [query], [])
    check_graphql(f"GRAPHQL a.test\n\n{query}\n\n{{}}", [query], ["{}"])


def test_query_and_variables_may_be_files() -> None:
    check_graphql("GRAPHQL a.test\n\n< a.graphql\n\n< b.json", ["< a.graphql"], ["< b.json"])
    check_graphql("GRAPHQL a.test\n\n< a.graphql\n\n{}", ["< a.graphql"], ["{}"])


def test_other_bodies_have_no_structure() -> None:
    assert body_of("POST a.test\n\n{}").structure is None
