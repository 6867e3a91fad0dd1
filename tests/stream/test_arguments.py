"""The arguments of a tool call, as the model writes them and as a server states them."""

from wirelens.jsonvalue import JsonValue
from wirelens.stream.changes import Append, Replace
from wirelens.stream.dialects.arguments import Arguments


def written(*deltas: str) -> Arguments:
    arguments = Arguments(0, "part")
    for delta in deltas:
        arguments.write(delta)
    return arguments


def test_deltas_go_to_the_end_and_an_empty_one_adds_nothing() -> None:
    arguments = Arguments(0, "part")
    assert arguments.write("{") == [Append(0, "part", "tool", "{")]
    assert arguments.write("") == []


def test_the_value_is_what_the_text_says_or_the_text() -> None:
    assert written('{"x"', ": 1}").value == {"x": 1}
    assert written('{"x').value == '{"x'
    assert written('"\\ud83d', '\\ude00"').value == "😀"
    assert written().value is None


def test_a_whole_that_says_the_same_changes_nothing() -> None:
    same: list[tuple[str, JsonValue]] = [
        ('{"x": 1.0}', {"x": 1}),
        ('{"x": 1.0}', '{"x": 1.0}'),
        ("print(1)", "print(1)"),
        ('"a"', "a"),
    ]
    for text, whole in same:
        assert written(text).state(whole) == []


def test_a_whole_that_says_something_else_replaces() -> None:
    arguments = written('{"x": 1')
    assert arguments.state({"x": 1}) == [Replace(0, "part", "tool", '{"x":1}')]
    assert arguments.value == {"x": 1}
    assert written().state({}) == [Replace(0, "part", "tool", "{}")]
    assert written("1").state("2") == [Replace(0, "part", "tool", "2")]
