"""Paths in, values or problems out: RFC 9535, its bounds, and what request files write."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import corpus
from wirelens.jsonpath import (
    MAX_RESULTS,
    MAX_STEPS,
    Path,
    PathProblem,
    QueryPath,
    SingularPath,
    compile_bare_path,
    compile_path,
)
from wirelens.jsonvalue import JsonValue

# The cases of the compliance test suite that do not pass, by name, with the reason.
DEVIATIONS: dict[str, str] = {}

STORE: JsonValue = {
    "book": [
        {"category": "reference", "title": "Sayings", "price": 8.95},
        {"category": "fiction", "title": "Sword", "price": 12.99},
        {"category": "fiction", "title": "Moby", "isbn": "0-553", "price": 8.99},
        {"category": "fiction", "title": "Lord", "isbn": "0-395", "price": 22.99},
    ],
    "bicycle": {"color": "red", "price": 399},
}
LETTERS: JsonValue = ["a", "b", "c", "d", "e", "f", "g"]
OBJECTS: JsonValue = {
    "a": [3, 5, 1, 2, 4, 6, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}],
    "o": {"p": 1, "q": 2, "r": 3, "s": 5, "t": {"u": 6}},
    "e": "f",
}


def path(text: str) -> Path:
    compiled = compile_path(text)
    assert not isinstance(compiled, PathProblem), compiled
    return compiled


def check(text: str, document: JsonValue, *expected: JsonValue) -> None:
    found = path(text).nodelist(document)
    assert found.limit is None
    assert json.dumps(found.values) == json.dumps(expected)  # 1, 1.0 and true are three values
    assert path(text).find(document) == found.values


def check_refused(text: str, column: int, expected: str, hint: str = "") -> None:
    problem = compile_path(text)
    assert isinstance(problem, PathProblem)
    assert problem.span.start == column
    assert expected in problem.message
    assert hint in problem.hint


def check_bare(text: str, same: str) -> None:
    bare, strict = compile_bare_path(text), path(same)
    assert not isinstance(bare, PathProblem), bare
    assert bare.text == text
    document: JsonValue = {"a": {"b-c": [{"d": 1}, 2]}, "b-c": 3, "d": 4}
    assert bare.find(document) == strict.find(document)
    assert bare.singular == strict.singular


def cases() -> Iterator[dict[str, JsonValue]]:
    suite = json.loads(corpus.path("jsonpath-cts.json").read_text(encoding="utf-8"))
    yield from suite["tests"]


def passes(case: dict[str, JsonValue]) -> bool:
    compiled = compile_path(str(case["selector"]))
    if isinstance(compiled, PathProblem):
        return case.get("invalid_selector") is True
    allowed = case.get("results") or [case.get("result")]
    assert isinstance(allowed, list)
    found = json.dumps(compiled.find(case.get("document")))
    return found in [json.dumps(nodelist) for nodelist in allowed]


def test_the_compliance_test_suite_passes_but_for_the_named_deviations() -> None:
    failed = {str(case["name"]) for case in cases() if not passes(case)}
    assert failed == set(DEVIATIONS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$.book[*].title", ["Sayings", "Sword", "Moby", "Lord"]),
        ("$..title", ["Sayings", "Sword", "Moby", "Lord"]),
        ("$..book[2].title", ["Moby"]),
        ("$..book[-1].title", ["Lord"]),
        ("$..book[0,1].title", ["Sayings", "Sword"]),
        ("$..book[:2].title", ["Sayings", "Sword"]),
        ("$..book[?@.isbn].title", ["Moby", "Lord"]),
        ("$..book[?@.price<10].title", ["Sayings", "Moby"]),
        ("$.bicycle.*", ["red", 399]),
        ("$..price", [8.95, 12.99, 8.99, 22.99, 399]),
    ],
)
def test_the_examples_of_the_overview_find_what_the_rfc_says(
    text: str, expected: list[JsonValue]
) -> None:
    check(text, STORE, *expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$[1]", ["b"]),
        ("$[-2]", ["f"]),
        ("$[7]", []),
        ("$[1:3]", ["b", "c"]),
        ("$[5:]", ["f", "g"]),
        ("$[1:5:2]", ["b", "d"]),
        ("$[5:1:-2]", ["f", "d"]),
        ("$[::-1]", ["g", "f", "e", "d", "c", "b", "a"]),
        ("$[1:2:0]", []),
        ("$[0:2, 5]", ["a", "b", "f"]),
        ("$[0, 0]", ["a", "a"]),
    ],
)
def test_indices_and_slices_count_from_either_end(text: str, expected: list[JsonValue]) -> None:
    check(text, LETTERS, *expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$.a[?@.b == 'kilo']", [{"b": "kilo"}]),
        ("$.a[?(@.b == 'kilo')]", [{"b": "kilo"}]),
        ("$.a[?@>3.5]", [5, 4, 6]),
        ("$.a[?@.b]", [{"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}]),
        ("$[?@.*]", [OBJECTS["a"], OBJECTS["o"]] if isinstance(OBJECTS, dict) else []),
        ("$.o[?@<3, ?@<3]", [1, 2, 1, 2]),
        ('$.a[?@<2 || @.b == "k"]', [1, {"b": "k"}]),
        ('$.a[?match(@.b, "[jk]")]', [{"b": "j"}, {"b": "k"}]),
        ('$.a[?search(@.b, "[jk]")]', [{"b": "j"}, {"b": "k"}, {"b": "kilo"}]),
        ("$.o[?@>1 && @<4]", [2, 3]),
        ("$.o[?@.u || @.x]", [{"u": 6}]),
        ("$.a[?@.b == $.x]", [3, 5, 1, 2, 4, 6]),
        ("$.a[?!@.b && @ > 4]", [5, 6]),
        ("$.a[?length(@.b) == 4]", [{"b": "kilo"}]),
        ("$[?count(@.*) == 5]", [{"p": 1, "q": 2, "r": 3, "s": 5, "t": {"u": 6}}]),
        ("$[?value(@..u) == 6].p", [1]),
    ],
)
def test_filters_keep_what_holds(text: str, expected: list[JsonValue]) -> None:
    check(text, OBJECTS, *expected)


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [
        ("@.absent1 == @.absent2", True),
        ("@.absent1 <= @.absent2", True),
        ("@.absent == 'g'", False),
        ("@.absent1 != @.absent2", False),
        ("@.absent != 'g'", True),
        ("1 <= 2", True),
        ("1 > 2", False),
        ("13 == '13'", False),
        ("'a' <= 'b'", True),
        ("'a' > 'b'", False),
        ("@.obj == @.arr", False),
        ("@.obj != @.arr", True),
        ("@.obj == @.obj", True),
        ("@.arr == @.arr", True),
        ("@.obj == 17", False),
        ("@.obj <= @.arr", False),
        ("@.obj < @.arr", False),
        ("@.obj <= @.obj", True),
        ("1 <= @.arr", False),
        ("1 >= @.arr", False),
        ("true <= true", True),
        ("true > true", False),
        ("true == 1", False),
        ("null == @.absent", False),
        ("1 == 1.0", True),
        ("-0 == 0", True),
    ],
)
def test_comparisons_hold_as_in_the_table_of_the_rfc(comparison: str, holds: bool) -> None:
    document: JsonValue = [{"obj": {"x": "y"}, "arr": [2, 3]}]
    check(f"$[?{comparison}].arr[0]", document, *([2] if holds else []))


def test_true_is_not_equal_to_one_deep_inside_either() -> None:
    check("$[?@.a == @.b].c", [{"a": [{"x": 1}], "b": [{"x": True}], "c": 0}])
    check("$[?@.a == @.b].c", [{"a": [{"x": 1}], "b": [{"x": 1.0}], "c": 0}], 0)


def test_descendants_come_parents_first_and_in_order() -> None:
    check("$..[0]", {"o": [[5, 6], {"j": [7]}]}, [5, 6], 5, 7)
    check("$..*", [[[1]], [2]], [[1]], [2], [1], 1, 2)


def test_null_is_a_value_like_any_other() -> None:
    check("$.b", {"b": None}, None)
    check("$[?@.b==null]", [{"b": None}, {}], {"b": None})


def test_a_member_may_have_the_name_of_the_wildcard() -> None:
    check("$['*', 'a']", {"a": 1, "*": 2}, 2, 1)
    check("$['*', 'a']", {"a": 1}, 1)


def test_a_string_has_no_elements_and_an_array_no_names() -> None:
    check("$[0]", "abc")
    check("$[*]", "abc")
    check("$['0', 0]", ["x"], "x")
    check("$[0, 1:]", {"0": "x"})
    check("$.a[0].b", {"a": "text"})


def test_names_are_unescaped() -> None:
    check(r"$['\'\u263a\uD834\uDD1E\n']", {"'☺𝄞\n": 1}, 1)
    check(r'$["\"\/\\"]', {'"/\\': 1}, 1)


def test_a_path_of_names_and_indices_is_singular() -> None:
    assert isinstance(path("$['a'].b[-1] [0]"), SingularPath)
    assert path("$").singular
    for text in ("$.*", "$..a", "$[0,1]", "$[0:1]", "$[?@.a]"):
        assert isinstance(path(text), QueryPath)
        assert not path(text).singular


def test_a_path_can_be_used_again_on_another_value() -> None:
    reused = path("$[?match(@, 'a+')]")
    assert [reused.find([text]) for text in ("aa", "b", "a")] == [["aa"], [], ["a"]]


@pytest.mark.parametrize(
    ("text", "column", "expected", "hint"),
    [
        ("", 0, "expected a path, found nothing", ""),
        ("a.b", 0, 'expected "$", found "a"', ""),
        (" $.a", 0, "without blank space around", ""),
        ("$.a\n", 3, "without blank space around", ""),
        ("$.", 2, 'expected a name or "*", found the end of the path', ""),
        ("$.1", 2, 'expected a name or "*", found "1"', '"[0]"'),
        ("$. a", 2, 'expected a name or "*", found " "', "no blank space"),
        ("$.a b", 4, 'expected a segment such as ".name"', ""),
        ("$.a]", 3, "or the end of the path", ""),
        ("$[", 2, "expected a selector", ""),
        ("$[name]", 2, 'found "n"', "in quotes"),
        ("$['a]", 2, "expected a selector", "close the string"),
        ("$['a', ]", 7, "expected a selector", ""),
        ("$[01]", 3, 'expected "," or "]", found "1"', "leading zeros"),
        ("$[9007199254740992]", 2, "at most 9007199254740991", ""),
        (r"$.a['\q']", 5, r'found "\q"', ""),
        ("$['a\tb']", 4, "found U+0009", ""),
        (r"$['\ud800']", 3, r'found "\u"', ""),
        ("$.x-y", 2, 'found "x-y"', "write \"['x-y']\""),
        ("$['.x-y'].x-y", 10, 'found "x-y"', ""),
        ("$[(@.length-1)]", 2, "expected a selector", '"[-1]"'),
        ("$[?@.a = 1]", 7, "expected a comparison", '"=="'),
        ("$[?@.a =~ /x/]", 7, "expected a comparison", "match("),
        ("$[?@.a == 1 and @.b]", 12, 'expected "&&"', '"&&"'),
        ("$[?@.a * 2 == 4]", 7, "expected a comparison", "no arithmetic"),
        ("$[?@.a == True]", 10, "a literal", "lower case"),
        ("$[?(@.a]", 7, 'expected ")"', ""),
        ("$[?'a']", 6, "expected a comparison", ""),
        ("$[?@.* == 1]", 3, "finds one node at most", "count("),
        ("$[?nope(@)]", 3, 'found "nope"', ""),
        ("$[?count (@.*) == 1]", 3, 'found "c"', 'before "("'),
        ("$[?count(@.*)]", 3, 'expected a comparison, found "count(…)" alone', ""),
        ("$[?!length(@.a)]", 4, "expected a comparison", ""),
        ("$[?count(1) == 1]", 9, 'expected a query for "count"', ""),
        ("$[?count((@.*)) == 1]", 3, "found an expression", ""),
        ("$[?match(@.a) && @.b]", 3, "found 1", ""),
        ("$[?match(@.a, 'x') == true]", 3, "which is a test", ""),
        ("$[?match(@.a, 'a(b')]", 18, 'in the pattern, expected ")"', ""),
        ("$.\ud800", 2, "expected a name", ""),
    ],
)
def test_a_wrong_path_is_a_problem_at_its_column(
    text: str, column: int, expected: str, hint: str
) -> None:
    check_refused(text, column, expected, hint)


@pytest.mark.parametrize(
    ("bare", "same"),
    [
        ("$", "$"),
        ("*", "$.*"),
        ("d", "$.d"),
        ("a.b-c[0].d", "$.a['b-c'][0].d"),
        ("b-c", "$['b-c']"),
        ("$.b-c", "$['b-c']"),
        ("..d", "$..d"),
        ("[?@.b-c]", "$[?@['b-c']]"),
        ("$..b-c", "$..['b-c']"),
    ],
)
def test_a_bare_path_means_the_path_with_a_root(bare: str, same: str) -> None:
    check_bare(bare, same)


@pytest.mark.parametrize(
    ("text", "column"), [("", 0), ("a b", 2), ("a[", 2), ("1a", 0), ("[a]", 1), ("$.a.", 4)]
)
def test_a_wrong_bare_path_is_a_problem_at_the_column_as_written(text: str, column: int) -> None:
    problem = compile_bare_path(text)
    assert isinstance(problem, PathProblem)
    assert problem.span.start == column


def test_a_long_or_deep_path_is_refused() -> None:
    check_refused("$" + ".a" * 2048, 4096, "at most 4096 characters, found 4097")
    check_refused("$" + "[?@" * 33, 1 + 3 * 32, "at most 32 levels")
    check("$['" + "[" * 40 + "']", {"[" * 40: 1}, 1)


def nested(depth: int) -> JsonValue:
    value: JsonValue = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("$..*..*..*", nested(190)),
        ("$[*]", [0] * (MAX_STEPS + 1)),
        ("$..a", [0] * (MAX_STEPS + 1)),
        ("$[::2]", [0] * (2 * MAX_STEPS)),
        ("$[?@.a == 1 || @.b == 1]", [0] * MAX_STEPS),
        ("$..[?@ == $]", [list(range(1000)) for _ in range(50)]),
        ("$[?@ == $[0]]", ["x" * 100_000] * 3000),
        ("$[?" + "||".join(["@.a"] * 500) + "]", [0] * 5000),
        ("$[*][" + ",".join(["'a'"] * 1000) + "]", [{"a": 1}] * 1000),
        ("$[?match(@, @)]", [f"a{{{number}}}" for number in range(1000)]),
        ("$[?search(@, '(a|b)*a(a|b){20}c')]", ["ab" * 100_000]),
    ],
)
def test_an_evaluation_that_asks_for_too_much_ends_and_says_so(
    text: str, document: JsonValue
) -> None:
    found = path(text).nodelist(document)
    assert found.values == []
    assert found.limit == f"more than {MAX_STEPS} steps"


def test_too_many_results_are_none() -> None:
    assert len(path("$[*]").find([0] * MAX_RESULTS)) == MAX_RESULTS
    found = path("$[*]").nodelist([0] * (MAX_RESULTS + 1))
    assert (found.values, found.limit) == ([], f"more than {MAX_RESULTS} results")
    assert path("$[*]").find([0] * (MAX_RESULTS + 1)) == []


def test_filters_may_be_nested_as_deep_as_a_path_may() -> None:
    check("$" + "[?@" * 32 + "]" * 32, nested(33), [nested(31)])


def test_a_pattern_that_makes_others_backtrack_for_ever_is_matched_at_once() -> None:
    check("$[?match(@, '(a+)+$')]", ["a" * 5000 + "!", "aa"], "aa")
    check("$[?search(@, $.pattern)]", {"pattern": "(a|aa)+$", "text": "a" * 5000 + "!"})


def test_a_pattern_from_the_document_that_is_none_matches_nothing() -> None:
    check("$[?match(@.text, @.pattern)].text", [{"text": "(", "pattern": "("}])


PIECES = st.sampled_from(
    [*"$@.*[]()?!,:'\"\\-01ae \n", "..", "&&", "||", "==", "<=", "['a']", "[?@", "count(", "match("]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "*"]), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(st.text() | st.lists(PIECES, max_size=20).map("".join))
@example("$[?match(@,'\ud800')]")
@example("$" + "[" * 5000)
def test_no_text_raises(text: str) -> None:
    for compiled in (compile_path(text), compile_bare_path(text)):
        if isinstance(compiled, PathProblem):
            assert 0 <= compiled.span.start <= compiled.span.end <= len(text)
            assert compiled.message.isprintable() or not text.isprintable()


CHILDREN = [".a", "[0]", "[-1]", "[*]", "..*", "['*']", "[::-1]", "[1:]", "..['a',0]", "[?@.a]"]
FILTERS = ["@.a==$.b", "length(@)>1", "count(@..*)>1", "search(@.a,@.b)", "!(@<1)", "@[?@.a]"]
SEGMENTS = [*CHILDREN, *(f"[?{expression}]" for expression in FILTERS)]
QUERIES = st.lists(st.sampled_from(SEGMENTS), max_size=5).map(
    lambda segments: "$" + "".join(segments)
)


@given(QUERIES, VALUES)
def test_any_path_on_any_value_ends_within_its_bounds(text: str, document: JsonValue) -> None:
    found = path(text).nodelist(document)
    assert len(found.values) <= (1 if path(text).singular else MAX_RESULTS)
    assert found.limit is None or not found.values


@given(st.lists(st.sampled_from(["a", "b", "*", 0, 1, -1]), max_size=4), VALUES)
def test_a_singular_path_finds_what_the_general_evaluation_finds(
    steps: list[str | int], document: JsonValue
) -> None:
    singular = path("$" + "".join(f"[{step!r}]" for step in steps))
    doubled = path("$" + "".join(f"[{step!r},{step!r}]" for step in steps))
    once = repr(singular.find(document))  # NaN is not equal to itself
    assert singular.singular
    assert repr(doubled.find(document)[:1]) == once
