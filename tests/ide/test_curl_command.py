"""Commands for curl as request files: what people paste, what is left out, what means nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelens.ide.command_line import CommandFault
from wirelens.ide.curl_command import curl_requests
from wirelens.ide.request_text import file_text
from wirelens.syntax.parse import parse


def check(command: str, expected: str, *notes: str) -> None:
    """Each note is the text that it marks and what it says."""
    found = curl_requests(command)
    assert not isinstance(found, CommandFault), found
    text = file_text(found.drafts)
    assert text == expected
    assert parse(text).problems == []
    said = [f"{each.span.of(command)}: {each.message}" for each in found.notes]
    assert said == list(notes)


def check_fault(command: str, marked: str, message: str) -> None:
    found = curl_requests(command)
    assert isinstance(found, CommandFault), found
    assert (found.span.of(command), found.message) == (marked, message)


def test_a_command_of_a_providers_page_becomes_a_request() -> None:
    check(
        """curl https://api.openai.com/v1/chat/completions \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -d '{
  "model": "gpt-5",
  "stream": true
}'
""",
        """# @no-redirect
POST https://api.openai.com/v1/chat/completions
Content-Type: application/json
Authorization: Bearer {{$processEnv OPENAI_API_KEY}}

{
  "model": "gpt-5",
  "stream": true
}
""",
    )


def test_a_command_for_cmd_becomes_a_request() -> None:
    check(
        'curl ^"https://h/a?b=1^%^20c^" ^\r\n  -H ^"x: a^\\^"b^\\^" %KEY%^" ^\r\n  --data-raw '
        '^"^{^\\^"a^\\^":^\\^"1^\r\n\r\n2^\\^"^}^" -H ^"content-type: application/json^" -L\r\n',
        'POST https://h/a?b=1%20c\nx: a"b" {{$processEnv KEY}}\ncontent-type: application/json\n\n'
        '{"a":"1\n2"}\n',
    )


def test_quotes_of_cmd_without_carets_are_read() -> None:
    check(
        'curl.exe "https://h/a" -L -H "x: \\"a\\" ""b"" c:\\d\\\\"',
        'GET https://h/a\nx: "a" "b" c:\\d\\\n',
    )


def test_several_urls_and_next_are_several_requests() -> None:
    check(
        "curl -L -A x http://a/ http://b/ --next http://c/ -d 1",
        "GET http://a/\nUser-Agent: x\n\n###\nGET http://b/\nUser-Agent: x\n\n"
        "###\n# @no-redirect\nPOST http://c/\n"
        "Content-Type: application/x-www-form-urlencoded\n\n1\n",
    )


def test_several_commands_are_several_requests() -> None:
    check(
        "# first\ncurl -L http://a/ | jq .x > out\n$ curl -L http://b/; KEY=1 curl -L http://c/",
        "GET http://a/\n\n###\nGET http://b/\n\n###\nGET http://c/\n",
        'jq: "jq" is not imported',
    )


def test_times_are_directives() -> None:
    check(
        "curl -L h -m 1.5 --connect-timeout 2",
        "# @timeout 1.5 s\n# @connection-timeout 2 s\nGET http://h\n",
    )


def test_signed_requests_keep_their_keys_as_variables() -> None:
    check(
        'curl -L https://h/ --aws-sigv4 aws:amz:eu-west-1:bedrock -u "$ID:$KEY"',
        "GET https://h/\nAuthorization: AWS {{$processEnv ID}} {{$processEnv KEY}} "
        "region:eu-west-1 service:bedrock\n",
    )
    check(
        "curl -L --digest -u ann:pass http://h/",
        "GET http://h/\nAuthorization: Digest ann pass\n",
    )


def test_the_output_of_a_command_is_a_variable() -> None:
    check(
        'curl -L h -H "Authorization: Bearer $(gcloud auth print-access-token)"',
        "GET http://h\nAuthorization: Bearer {{gcloud_auth_print_access_token}}\n",
        '"Authorization: Bearer $(gcloud auth print-access-token)": '
        'the output of a command is the variable "gcloud_auth_print_access_token" here',
    )


def test_what_is_left_out_is_told_by_name() -> None:
    found = curl_requests("curl -Lk -x http://p --cert c.pem -b jar -H @f -H Accept: -X post h")
    assert not isinstance(found, CommandFault)
    assert [each.message for each in found.notes] == [
        'method "post" is sent in capitals',
        'option "--header @f" of a file is not imported',
        'field "Accept" is not left out: wirelens sends its own',
        'option "--cookie jar" of a file is not imported',
        'option "--insecure" is not imported',
        'option "--proxy" is not imported',
        'option "--cert" is not imported',
    ]


@pytest.mark.parametrize("options", ["-sSivN", "--no-progress-meter --silent", "-o f -w '%{x}'"])
def test_what_changes_nothing_that_is_sent_is_dropped(options: str) -> None:
    check(f"curl -L {options} h", "GET http://h\n")


def test_what_means_nothing_is_told_with_its_place() -> None:
    check_fault("wget h", "wget", 'expected "curl", found "wget"')
    check_fault("curl -L", "curl", "the command has no URL, expected one")
    check_fault("curl h --foo", "--foo", 'option "--foo" is unknown to curl')
    check_fault("curl -sQ", "-sQ", 'option "-sQ" expects a value, found none')
    check_fault("curl -s? h", "-s?", 'option "-?" is unknown to curl')
    closed = "is never closed, expected ' before the end of the command"
    check_fault("curl 'h -d 1", "'", f"' {closed}")
    check_fault("curl h -d $'a", "$'", f"$' {closed}")
    expansion = '"${A:-b}" is not read, expected a variable as in "$NAME"'
    check_fault('curl "h${A:-b}"', "${A:-b}", expansion)
    check_fault("curl ftp://h/", "ftp://h/", 'scheme "ftp" is not sent, expected "http" or "https"')
    check_fault("curl h/{a,b}", "h/{a,b}", '"{a,b}" stands for several URLs, which is not imported')
    check_fault("curl h -m soon", "soon", '"--max-time" expects seconds, as in "--max-time 30"')
    check_fault("curl h -F a", "-F", '"--form" expects NAME=CONTENT')
    check_fault(
        "curl h -d @- <<EOF\nx\n", "", 'the here-document never ends, expected a line "EOF"'
    )
    check_fault(
        r"curl h -d $'\xff'", r"$'\xff'", "the text has bytes that are no UTF-8, expected text"
    )
    check_fault("  \n", "", 'expected a command that starts with "curl", found none')


@given(st.text(alphabet="curl -'\"\\$^`{}()<>|;&#\n\r@=:%aH1é/", max_size=60))
def test_any_text_is_requests_or_a_message(text: str) -> None:
    found = curl_requests(f"curl h {text}")
    if isinstance(found, CommandFault):
        assert found.message
    else:
        written = file_text(found.drafts)
        errors = [each for each in parse(written).problems if each.severity == "error"]
        assert errors == [], written
