"""curl's own bytes are those of the request that a pasted command becomes."""

from pathlib import Path

import pytest

from scopes import scope
from wirelens.ide.command_line import CommandFault
from wirelens.ide.curl_command import curl_requests
from wirelens.ide.request_text import request_text
from wires import answering, needs_curl, outgoing, sent_by_curl, sent_by_us

ENVIRON = {"KEY": "sk-123", "USER_NAME": "ann", "QUERY": "x", "TEXT": 'say "hi" & go'}

# `BASE` stands for the server's address.
COMMANDS = {
    "get": "curl BASE/a",
    "no path": "curl BASE",
    "query without path": "curl 'BASE?x=1'",
    "fragment": "curl 'BASE/a?b=1#frag'",
    "method": "curl -X DELETE BASE/a",
    "method without content": "curl -X POST BASE/a",
    "cluster of letters": "curl -sSNiXPUT BASE/a -d x",
    "data": "curl BASE/a -d a=1 -d b=2",
    "data of another type": """curl BASE/a -H 'Content-Type: text/json' -d '{"a": [1, {}]}'""",
    "JSON with the type of a form": """curl BASE/a -d '{"a": "b c"}'""",
    "data of several lines": "curl BASE/a -H 'content-type: text/plain' -d $'a\\n# b\\n\\n  c \\n'",
    "form with line ends": "curl BASE/a -d $'a = 1&\\n b=2\\r\\n&c =3 '",
    "blank lines alone": "curl BASE/a -H 'content-type: text/plain' --data-raw $'\\n \\n'",
    "what looks like a request": "curl BASE/a --data-raw $'###\\nGET /\\n@x=1\\n> {% x %}\\n<> a'",
    "what looks like a variable": "curl BASE/a --data-raw '{{x}} {{{y}}} }} {\"a\":{{'",
    "empty data": "curl BASE/a -d ''",
    "raw data": "curl BASE/a --data-raw '@f.txt'",
    "binary file": "curl BASE/a --data-binary @lines.txt -H 'content-type: text/plain'",
    "file among data": "curl BASE/a -d a=1 -d @one-line.txt -d b=2",
    "standard input": 'curl BASE/a -d @- <<EOF\n{"a": "$KEY",\n"b": 1}\nEOF',
    "standard input as it is": "curl --data-binary @- BASE/a <<'EOF'\n$KEY\n\nEOF",
    "here-string": "curl BASE/a --data-binary @- <<< 'x y'",
    "encoded data": "curl BASE/a --data-urlencode 'n=a &/é~' --data-urlencode 'x y' --data-urle =z",
    "data in the query": "curl -G BASE/a -d x=1 --data-urlencode 'y=a b'",
    "data after a query": "curl -G 'BASE/a?z=0' -d x=1",
    "query option": "curl BASE/a --url-query 'x=a b' --url-query y",
    "JSON": """curl BASE/a --json '{"a":' --json ' 1}'""",
    "JSON with own fields": "curl BASE/a --json 1 -H 'accept: text/event-stream'",
    "form": "curl BASE/a -F a=b -F 'c= d ' -F 'e=\"f;g\"' --form-string 'h=@i;type=j'",
    "form of JSON": """curl BASE/a -F 'a={"b": 1};type=application/json'""",
    "form with files": "curl BASE/a -F f=@lines.txt -F 'g=@one-line.txt;filename=\"q x\"' -F b=2",
    "form with the text of a file": "curl BASE/a -F 'f=<lines.txt'",
    "form of a type of its own": "curl BASE/a -F a=1 -H 'Content-Type: multipart/form-data'",
    "upload": "curl BASE/a -T lines.txt",
    "upload to a folder": "curl BASE/folder/ -T lines.txt",
    "head": "curl -I BASE/a",
    "user": "curl BASE/a -u ann:pass",
    "user with blanks": "curl BASE/a -u 'ann b:pa ss'",
    "user of variables": 'curl BASE/a -u "$USER_NAME:$KEY"',
    "key as user": 'curl BASE/a -u "$KEY:"',
    "user in the URL": "curl -g 'AUTHBASE/a'",
    "bearer": 'curl BASE/a --oauth2-bearer "$KEY"',
    "variable in a field": 'curl BASE/a -H "Authorization: Bearer $KEY" -H "x: ${QUERY}y"',
    "variable in data": 'curl BASE/a --data-raw "{\\"a\\": \\"$KEY\\", \\"b\\": \\"{$QUERY}\\"}"',
    "variable in a query": 'curl "BASE/a?key=$KEY&x={$QUERY}" -g -G',
    "variable in encoded data": 'curl BASE/a --data-urlencode "a=$QUERY-$KEY"',
    "agent and referer": "curl BASE/a -A 'me/1' -e 'http://r/;auto'",
    "cookies": "curl BASE/a -b a=b -b 'c=d; e=f'",
    "range": "curl BASE/a -r 0-9",
    "compressed": "curl BASE/a --compressed",
    "empty field": "curl BASE/a -H 'X;' -H 'Y: z'",
    "field left out": "curl BASE/a -d x -H 'Content-Type:' -H 'Nothing'",
    "field twice": "curl BASE/a -H 'X: 1' -H 'x: 2'",
    "field of letters": "curl BASE/a -H 'X: é „x“'",
    "host of its own": "curl BASE/a -H 'Host: example.com'",
    "set of one": "curl 'BASE/{id}/x'",
    "as text with -g": "curl -g 'BASE/a?b[]=1&c[0]=2'",
    "ANSI-C quotes": r"curl BASE/a --data-raw $'a\u0021\x41\101\'\\\t\"é\xc3\xa9\cA'",
    "escapes in double quotes": r"""curl BASE/a --data-raw "\$KEY \"q\" \\ \n \` '" """,
    "lines that go on": "curl \\\n  --url BASE/a \\\n  -H 'x: y' \\\n  -d z",
    "letters of Chrome": "curl 'BASE/a' --data-raw $'{\"a\":\"\\u0027\\u0021\"}' --insecure",
    "multipart of Chrome": (
        "curl BASE/a -H 'content-type: multipart/form-data; boundary=----W1' --data-raw "
        r"$'------W1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n# b\n\r\n------W1--\r\n'"
    ),
}


@needs_curl
@pytest.mark.parametrize("name", COMMANDS)
def test_the_imported_request_sends_what_curl_sends(name: str, tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_bytes(b"a\n\nb \n")
    (tmp_path / "one-line.txt").write_bytes(b"x=1")
    with answering() as server:
        base = server.url("").replace("localhost", "127.0.0.1")
        command = COMMANDS[name].replace("AUTHBASE", base.replace("//", "//u:p%20w@"))
        command = command.replace("BASE", base)
        found = curl_requests(command)
        assert not isinstance(found, CommandFault), found
        text = request_text(found.drafts[0])
        ours = sent_by_us(server, outgoing(text, tmp_path, scope(text, environ=ENVIRON)))
        assert ours == sent_by_curl(server, command, tmp_path, ENVIRON), text
