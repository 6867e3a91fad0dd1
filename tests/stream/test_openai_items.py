"""Items of the Responses API that are calls: of functions, of custom tools, of built-in tools."""

import pytest

from replies import Summary, check, run_of, sse
from wirelens.jsonvalue import JsonValue

Object = dict[str, JsonValue]

CREATED: JsonValue = {"type": "response.created", "response": {"id": "r", "output": []}}


def on(kind: str, index: int = 0, **fields: JsonValue) -> Object:
    return {"type": f"response.{kind}", "output_index": index, **fields}


def added(item: JsonValue, index: int = 0) -> Object:
    return on("output_item.added", index, item=item)


def test_only_the_input_of_a_custom_tool_is_free_text() -> None:
    run = run_of(
        [
            sse(
                CREATED,
                added({"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"}),
                added({"type": "custom_tool_call", "call_id": "b", "name": "g", "input": "x"}, 1),
            )
        ]
    )
    assert [call.free_text for call in run.reply.messages[0].tool_calls] == [False, True]


@pytest.mark.parametrize(
    ("item", "stem", "pieces", "whole", "shown"),
    [
        (
            {"type": "mcp_call", "id": "i", "name": "ask"},
            "mcp_call_arguments",
            ['{"q"', ":1}"],
            {"arguments": '{"q":1}'},
            ("ask", '{"q":1}'),
        ),
        (
            {"type": "code_interpreter_call", "id": "i", "code": ""},
            "code_interpreter_call_code",
            ["1 +", " 1"],
            {"code": "1 + 1"},
            ("code_interpreter", "1 + 1"),
        ),
        (
            {"type": "apply_patch_call", "call_id": "i", "operation": {"path": "a", "diff": ""}},
            "apply_patch_call_operation_diff",
            ["+a\n", "+b\n"],
            {"operation": {"path": "a", "diff": "+a\n+b\n"}},
            ("apply_patch", '{"path":"a","diff":"+a\\n+b\\n"}'),
        ),
        (
            {"type": "shell_call", "call_id": "i", "action": {"commands": []}},
            "shell_call_command",
            ["ls", " -a"],
            {"action": {"commands": ["ls -a"]}},
            ("shell", '{"commands":["ls -a"]}'),
        ),
    ],
)
def test_steps_of_built_in_tools_are_parts_but_no_tool_calls(
    item: Object, stem: str, pieces: list[str], whole: Object, shown: tuple[str, str]
) -> None:
    under_way: Object = {**item, "status": "in_progress"}
    events = [CREATED, added(under_way), *(on(f"{stem}.delta", delta=piece) for piece in pieces)]
    expected: Summary = {"dialect": "openai-responses", "messages": [{"role": "assistant"}]}
    run = check(sse(*events), expected)
    (part,) = run.reply.messages[0].parts.values()
    assert (part.slot, part.id, part.text) == ("tool", "i", "".join(pieces))

    run = check(
        sse(*events, on("output_item.done", item={**item, **whole, "status": "completed"})),
        expected,
    )
    (part,) = run.reply.messages[0].parts.values()
    assert (part.name, part.text) == shown
