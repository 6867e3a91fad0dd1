"""JSON Patch: the operations of RFC 6902, on places that RFC 6901 names."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirelens.jsonvalue import JsonValue, dump_json
from wirelens.stream.dialects.json_patch import COPIED_CHARACTERS, Document

Object = dict[str, JsonValue]


def check(before: JsonValue, *operations: JsonValue, after: JsonValue) -> None:
    """The operations make one document of the other."""
    document = Document()
    document.replace(before)
    document.patch(operations)
    assert document.value == after


def test_members_and_elements_are_added() -> None:
    check({"a": 1}, {"op": "add", "path": "/b", "value": [1]}, after={"a": 1, "b": [1]})
    check({"a": [1]}, {"op": "add", "path": "/a/-", "value": 2}, after={"a": [1, 2]})
    check([1, 3], {"op": "add", "path": "/1", "value": 2}, after=[1, 2, 3])
    check({"a": 1}, {"op": "add", "path": "/a", "value": None}, after={"a": None})


def test_values_are_replaced_and_removed() -> None:
    check({"a": [1, 2]}, {"op": "replace", "path": "/a/0", "value": 9}, after={"a": [9, 2]})
    check({"a": 1}, {"op": "replace", "path": "", "value": [2]}, after=[2])
    check({"a": 1, "b": 2}, {"op": "remove", "path": "/a"}, after={"b": 2})
    check([1, 2, 3], {"op": "remove", "path": "/1"}, after=[1, 3])
    check({"a": 1}, {"op": "remove", "path": ""}, after=None)


def test_values_are_moved_and_copied() -> None:
    check({"a": {"b": 1}}, {"op": "move", "from": "/a/b", "path": "/c"}, after={"a": {}, "c": 1})
    check([1, 2, 3], {"op": "move", "from": "/0", "path": "/2"}, after=[2, 3, 1])
    check(
        {"a": [1]},
        {"op": "copy", "from": "/a", "path": "/b"},
        {"op": "add", "path": "/b/-", "value": 2},
        after={"a": [1], "b": [1, 2]},
    )


def test_names_are_unescaped() -> None:
    check({"a/b": 1}, {"op": "remove", "path": "/a~1b"}, after={})
    check({"m~n": 1}, {"op": "remove", "path": "/m~0n"}, after={})
    check({"~1": 1}, {"op": "remove", "path": "/~01"}, after={})
    check({"": {"": 1}}, {"op": "replace", "path": "//", "value": 2}, after={"": {"": 2}})


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "add", "path": "/x/y", "value": 1},
        {"op": "add", "path": "/list/3", "value": 1},
        {"op": "add", "path": "/list/-1", "value": 1},
        {"op": "add", "path": "/list/01x", "value": 1},
        {"op": "add", "path": "/b"},
        {"op": "add", "path": "b", "value": 1},
        {"op": "add", "path": 1, "value": 1},
        {"op": "replace", "path": "/x", "value": 1},
        {"op": "remove", "path": "/list/-"},
        {"op": "remove", "path": "/text/0"},
        {"op": "move", "from": "/x", "path": "/y"},
        {"op": "move", "from": "/list", "path": "/list/0"},
        {"op": "copy", "path": "/y"},
        {"op": "test", "path": "/text", "value": "b"},
        {"op": "unheard", "path": "/text"},
        {"path": "/text"},
        "add",
    ],
)
def test_what_does_not_fit_is_passed_over(operation: JsonValue) -> None:
    before: Object = {"list": [1, 2], "text": "a"}
    check(json.loads(json.dumps(before)), operation, after=before)


def test_copies_have_a_bound() -> None:
    document = Document()
    document.replace({"a": "x" * 1000})
    copy: JsonValue = {"op": "copy", "from": "", "path": "/b"}
    document.patch([copy] * 60)
    assert len(dump_json(document.value)) < 3 * COPIED_CHARACTERS


POINTERS = st.lists(st.sampled_from(["a", "b", "0", "1", "-", ""]), max_size=3).map(
    lambda steps: "".join(f"/{step}" for step in steps)
)
OPERATIONS = st.fixed_dictionaries(
    {
        "op": st.sampled_from(["add", "replace", "remove", "move", "copy"]),
        "path": POINTERS,
        "from": POINTERS,
        "value": st.sampled_from([1, "x", [], {}, [1, {"a": 2}], {"a": [], "b": {"a": 1}}]),
    }
)


@settings(max_examples=200, deadline=None)
@given(st.lists(OPERATIONS, max_size=12))
def test_no_operation_breaks_a_document(operations: list[dict[str, JsonValue]]) -> None:
    document = Document()
    document.replace({"a": {"a": [1, 2], "b": "x"}, "b": [{"a": 1}]})
    document.patch(json.loads(json.dumps(operations)))
    assert json.loads(dump_json(document.value)) == document.value
