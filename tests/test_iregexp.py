"""Regular expressions: I-Regexp (RFC 9485) and what people type beyond it, in linear time."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.iregexp import Pattern, PatternProblem, compile_pattern


def pattern(text: str) -> Pattern:
    compiled = compile_pattern(text)
    assert not isinstance(compiled, PatternProblem), compiled
    return compiled


def check(text: str, matched: list[str], others: list[str]) -> None:
    compiled = pattern(text)
    for _ in range(2):  # the second time by the steps that the first has made
        assert [each for each in matched + others if compiled.fullmatch(each)] == matched


def check_refused(text: str, column: int, expected: str) -> None:
    problem = compile_pattern(text)
    assert isinstance(problem, PatternProblem)
    assert problem.span.start == column
    assert expected in problem.message


@pytest.mark.parametrize(
    ("text", "matched", "others"),
    [
        ("", [""], ["a"]),
        ("abc", ["abc"], ["ab", "abcd", "", "ABC"]),
        ("a|bc|", ["a", "bc", ""], ["abc", "b"]),
        ("a*", ["", "a", "aaa"], ["b", "aab"]),
        ("a+b?", ["a", "aab"], ["", "b", "abb"]),
        ("a{2}", ["aa"], ["a", "aaa"]),
        ("a{2,}", ["aa", "aaaa"], ["a"]),
        ("a{1,2}", ["a", "aa"], ["", "aaa"]),
        ("(ab|c){2}d", ["ababd", "abcd", "ccd"], ["abd", "cabc"]),
        ("(?:a)(b*)*", ["a", "abb"], ["b"]),
        ("a.c", ["abc", "a\u2028c", "a😀c"], ["a\nc", "a\rc", "ac"]),
        ("[a-c0-9_-]", ["a", "b", "5", "_", "-"], ["d", "", "ab"]),
        ("[^a-c]", ["d", "\n", "😀"], ["a", "b", ""]),
        ("[-a.]", ["-", "a", "."], ["b"]),
        (r"[\]\\^]", ["]", "\\", "^"], ["a"]),
        (r"\.\*\(\)\[\]\{\}\|\\\-\^\$", [r".*()[]{}|\-^$"], [""]),
        (r"\n\r\t", ["\n\r\t"], ["nrt"]),
        (r"\p{Lu}\p{L}\P{N}", ["Äbc", "AB!"], ["abc", "Ab1"]),
        (r"[\p{Nd}x]+", ["1x٣"], ["y"]),
        (r"\d\s\w", ["1 a", "0\t_"], ["٣ a", "1xa", "1 é"]),
        (r"\D\S\W", ["ab!"], ["1b!", "a !", "abc"]),
        (r"[^\d,]+", ["abc"], ["1", "a,"]),
        ("^ab$", ["ab"], ["xab", "abx"]),
        ("a$b|c^d", [], ["ab", "cd"]),
        ("(^|x)a", ["a", "xa"], ["ya"]),
        ("a*?b+?", ["b", "aab", "bb"], ["a"]),
    ],
)
def test_a_whole_text_matches(text: str, matched: list[str], others: list[str]) -> None:
    check(text, matched, others)


@pytest.mark.parametrize(
    ("text", "found", "missed"),
    [
        ("b+", ["abc", "b", "ab"], ["ac", ""]),
        ("^b", ["bc"], ["abc", "\nb"]),
        ("b$", ["ab"], ["ba", "b\n"]),
        ("", ["", "a"], []),
        ("^$", [""], ["a"]),
        ("$^", [""], ["a"]),
        ("a.b", ["xa_bx", "\na b"], ["a\nb"]),
    ],
)
def test_a_part_of_a_text_is_found(text: str, found: list[str], missed: list[str]) -> None:
    compiled = pattern(text)
    assert [each for each in found + missed if compiled.search(each)] == found


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("(a", 2, 'expected ")", found the end'),
        ("a)", 1, "expected the end of the pattern"),
        ("*a", 0, 'expected something to repeat, found "*"'),
        ("a**", 2, "expected something to repeat"),
        ("a{", 2, "expected a number"),
        ("a{1", 3, 'expected "}"'),
        ("a{2,1}", 2, "a lower number before a higher one"),
        ("a{1001}", 2, "at most 1000 repetitions"),
        ("a{99999999999999999999}", 2, "at most 1000 repetitions"),
        ("a}", 1, 'found "}"'),
        ("[]", 1, "expected a character"),
        ("[a", 2, 'expected "]"'),
        ("[z-a]", 2, "a lower character to a higher one"),
        (r"[a-\d]", 2, "a lower character to a higher one"),
        ("[a[b]]", 2, "expected a character"),
        ("\\", 1, "can be escaped"),
        (r"\b", 1, "can be escaped"),
        (r"\p{Xy}", 2, "expected a category"),
        ("(?i)a", 0, "a group without an option"),
        ("(" * 51, 50, "at most 50 levels"),
        ("x" * 4097, 4096, "at most 4096 characters"),
        ("((a{1000}){1000}){1000}", 0, "add up to too many"),
        ("((((){0}){999}){999}){999}", 0, "add up to too many"),
    ],
)
def test_what_is_no_pattern_is_a_problem_at_its_column(
    text: str, column: int, expected: str
) -> None:
    check_refused(text, column, expected)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("(a+)+$", "a" * 20_000 + "!"),
        ("(a|a)*b", "a" * 20_000),
        ("(a|aa)+$", "a" * 20_000 + "!"),
        ("([a-z]+)*[0-9]", "abc" * 10_000),
        ("(.*)*x(.*)*y(.*)*z", "q" * 20_000),
        ("(x+x+)+y", "x" * 20_000),
        ("(a?){300}a{300}b", "a" * 2000),
        ("(a|b)*a(a|b){20}c", "ab" * 10_000),
    ],
)
def test_a_pattern_that_makes_others_backtrack_for_ever_is_answered(
    text: str, subject: str
) -> None:
    assert not pattern(text).fullmatch(subject)
    assert not pattern(text).search(subject)


def test_what_is_kept_between_texts_has_a_bound_and_changes_no_answer() -> None:
    compiled = pattern("(a|b)*a(a|b){20}")
    letters = random.Random(1)  # nearly every character of these leads to a set not seen before
    for _ in range(4):
        subject = "".join(letters.choices("ab", k=9000))
        assert compiled.fullmatch(subject) == (subject[-21] == "a")


ATOMS = st.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", "(a|b)", "(ab)", "(a|)", "[a-c-]", "(^)", "($)", r"\d", r"\W"]
)
MARKS = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "{0}", "*?"])
BRANCHES = st.lists(st.tuples(ATOMS, MARKS).map("".join), max_size=4).map("".join)
PATTERNS = st.recursive(
    BRANCHES,
    lambda inner: st.builds("({}){}|{}".format, inner, MARKS, inner),
    max_leaves=4,
)


@given(PATTERNS, st.lists(st.text("ab1-\n", max_size=6), max_size=4))
def test_answers_are_those_of_a_backtracking_matcher(text: str, subjects: list[str]) -> None:
    other = re.compile(text.replace("$", r"\Z").replace(".", r"[^\n\r]"), re.ASCII)
    compiled = pattern(text)
    for subject in subjects:
        assert compiled.fullmatch(subject) == bool(other.fullmatch(subject))
        assert compiled.search(subject) == bool(other.search(subject))


@given(st.text() | st.text("ab()[]{}|*+?.^$\\-,0129pdL"), st.text())
def test_no_text_raises(text: str, subject: str) -> None:
    compiled = compile_pattern(text)
    if isinstance(compiled, PatternProblem):
        assert 0 <= compiled.span.start <= compiled.span.end <= len(text)
    else:
        compiled.fullmatch(subject)
        compiled.search(subject)
