"""A curl command in a request file: the block it stands for, and the edit that writes it out."""

from wirelens.ide.command_line import CommandFault
from wirelens.ide.curl_block import curl_block, curl_fix
from wirelens.syntax.parse import parse


def check(command: str, expected: str) -> None:
    block = curl_block(command)
    assert not isinstance(block, CommandFault), block
    assert block.text == expected


def check_fix(text: str, expected: str) -> None:
    """`$0` is the cursor."""
    offset = text.index("$0")
    text = text.replace("$0", "")
    fix = curl_fix(parse(text).file, offset)
    assert fix is not None
    assert fix.applied(text) == expected


def test_variables_of_the_file_stay_variables() -> None:
    check(
        'curl -L "http://{{host}}/{{id}}?k=$KEY" -H "X: {{$uuid}}" -d "{{body}} {{$processEnv A}}"',
        "# @no-auto-encoding\nPOST http://{{host}}/{{id}}?k={{$processEnv KEY}}\nX: {{$uuid}}\n"
        "Content-Type: application/x-www-form-urlencoded\n\n{{body}} {{$processEnv A}}\n",
    )


def test_the_command_at_the_cursor_is_written_out() -> None:
    check_fix(
        "@host = h\n### one\n# note\ncurl -L \\\n  http://{{host}}/$0\n### two\nGET http://b/\n",
        "@host = h\n### one\n# note\nGET http://{{host}}/\n### two\nGET http://b/\n",
    )


def test_a_command_that_means_nothing_is_left() -> None:
    assert curl_fix(parse("curl --foo").file, 0) is None
    assert curl_fix(parse("GET http://h/").file, 0) is None
    assert isinstance(curl_block("curl 'x"), CommandFault)
