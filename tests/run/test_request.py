"""A request as its file has it to one that can be sent, or all that is wrong and nothing sent."""

from collections.abc import Collection
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scopes import scope
from wirelens.ide.scope import Definition, Source, as_secret
from wirelens.run.outgoing import Options, OutgoingRequest, revealed_name
from wirelens.run.request import Prepared, Refused, event_types, has_chained_host, prepare
from wirelens.run.workspace import Workspace
from wirelens.secret import Chained, Redaction, Secret, SecretText
from wirelens.syntax.parse import parse, parse_template

NOWHERE = Workspace(Path("/nonexistent"), Path("/nonexistent"))
KEY = as_secret(Definition("key", Source.ENVIRONMENT, parse_template("s3cret-Key"), "private"))


def prepared(
    text: str, workspace: Workspace = NOWHERE, secret_names: Collection[str] = ()
) -> Prepared:
    known = scope(text, definitions=[KEY], secret_names=secret_names)
    return prepare(parse(text).file.blocks[-1], known, workspace, Options())


def outgoing(text: str, workspace: Workspace = NOWHERE) -> OutgoingRequest:
    found = prepared(text, workspace)
    assert isinstance(found, OutgoingRequest), found
    return found


def check_url(text: str, expected: str) -> None:
    assert outgoing(text).url.reveal() == expected


def check_headers(headers: str, *expected: str) -> None:
    found = outgoing(f"GET http://h/\n{headers}\n").headers
    assert [f"{revealed_name(name)}: {value.reveal()}" for name, value in found] == list(expected)


def check_body(body: str, expected: str, media_type: str = "application/json") -> None:
    found = outgoing(f"POST http://h/\nContent-Type: {media_type}\n\n{body}")
    assert found.body.reveal() == expected.encode()


def check_refused(text: str, *expected: str) -> None:
    """Each problem is its code and the text that it marks."""
    found = prepared(text)
    assert isinstance(found, Refused)
    block = parse(text).file.blocks[-1].text
    assert [f"{each.code} {each.span.of(block)}" for each in found.problems] == list(expected)


def test_method_and_target_are_sent_as_written() -> None:
    found = outgoing("PATCH https://h.example/x?y=1 HTTP/1.1")
    assert (found.method, found.url.reveal()) == ("PATCH", "https://h.example/x?y=1")


def test_missing_method_is_get_and_small_letters_are_capitals() -> None:
    assert outgoing("http://h/").method == "GET"
    assert outgoing("post http://h/").method == "POST"


def test_missing_scheme_is_http() -> None:
    check_url("GET localhost:8080/x", "http://localhost:8080/x")
    check_url("@h = 127.0.0.1:1\nGET {{h}}/x", "http://127.0.0.1:1/x")
    check_url("GET [::1]:80/x", "http://[::1]:80/x")


def test_host_field_completes_a_path() -> None:
    check_url("GET /x?y\nHost: h.example", "http://h.example/x?y")
    check_url("GET /x\nHost: h.example:443", "https://h.example:443/x")
    check_url("GET /x\nhost: {{key}}", "http://s3cret-Key/x")


def test_asterisk_form_is_an_empty_path_of_options() -> None:
    check_url("OPTIONS *\nHost: h.example", "http://h.example")


def test_lines_of_a_target_are_joined() -> None:
    check_url("GET http://h/x\n  ?a=1\n  # &b=2\n  &c=d e", "http://h/x?a=1&c=d%20e")


def test_spaces_and_braces_are_encoded_unless_the_request_says_otherwise() -> None:
    check_url("GET http://h/a b?{ID, t}", "http://h/a%20b?%7BID,%20t%7D")
    check_url("# @no-auto-encoding\nGET http://h/a|b?{x}", "http://h/a|b?{x}")


def test_fragment_is_not_sent() -> None:
    check_url("GET http://h/a#b", "http://h/a")


@pytest.mark.parametrize(
    "target",
    ["/x", "ftp://h/x", "http:///x", "http:/x", "file:/etc/passwd", "http://a b/", "http://h:x/"],
)
def test_target_that_is_no_address_is_refused(target: str) -> None:
    check_refused(f"GET {target}", f"request-line-expected {target}")


@pytest.mark.parametrize(
    "target",
    [
        *("http://h:0/", "http://h:65536/", "http://300.1.1.1/", "http://a..b/"),
        f"http://{'x' * 64}.test/",
        f"http://h/{'x' * 70_000}",
    ],
)
def test_target_that_sending_would_refuse_is_refused_before(target: str) -> None:
    check_refused(f"GET {target}", f"request-line-expected {target}")


def test_long_target_is_told_with_its_length() -> None:
    found = prepared(f"GET http://h/{'x' * 2_000_000}")
    assert isinstance(found, Refused)
    assert found.problems[0].message == "the URL has 2000009 characters: expected at most 65536"


def test_address_that_names_its_host_in_two_ways_is_refused() -> None:
    check_refused(
        r"GET http://127.0.0.1:80\@evil.example/",
        r"request-line-expected http://127.0.0.1:80\@evil.example/",
    )


def test_header_fields_are_kept_in_order_and_twice() -> None:
    check_headers("B: 2\nA: 1\nB:  3 \nC:", "B: 2", "A: 1", "B: 3", "C: ")


def test_comment_in_the_header_section_is_left_out() -> None:
    check_headers("A: 1\n# B: 2\n//C: 3\nD: 4", "A: 1", "D: 4")


def test_spliced_variable_is_read_as_header_lines() -> None:
    text = "@me = Authorization: Basic alice:\\nX-Two: 2\nGET http://h/\n{{me}}\nX-Three: 3"
    found = [f"{name}: {value.reveal()}" for name, value in outgoing(text).headers]
    assert found == ["Authorization: Basic YWxpY2U6", "X-Two: 2", "X-Three: 3"]


def test_spliced_variable_without_a_colon_is_refused() -> None:
    check_refused("@x = nothing\nGET http://h/\n{{x}}", "header-malformed {{x}}")


def test_line_end_in_a_spliced_secret_is_refused() -> None:
    found = prepared("@x = A: 1\\nB: 2\nGET http://h/\n{{x}}", secret_names=["x"])
    assert isinstance(found, Refused)
    assert found.problems[0].code == "variable-unsafe"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Basic user pass word", "Basic dXNlcjpwYXNzIHdvcmQ="),
        ("Basic user:pass word", "Basic dXNlcjpwYXNzIHdvcmQ="),
        ("basic  user:pass", "basic  dXNlcjpwYXNz"),
        ("Basic dXNlcjpwYXNz", "Basic dXNlcjpwYXNz"),
        ("Basic", "Basic"),
        ("Bearer a:b c", "Bearer a:b c"),
    ],
)
def test_basic_credentials_are_encoded(written: str, sent: str) -> None:
    check_headers(f"Authorization: {written}", f"Authorization: {sent}")
    check_headers(f"proxy-authorization: {written}", f"proxy-authorization: {sent}")
    check_headers(f"X-Other: {written}", f"X-Other: {written}")


def test_encoded_credentials_stay_a_secret_made_of_the_password() -> None:
    found = outgoing("GET http://h/\nAuthorization: Basic user {{key}}")
    ((_, value),) = found.headers
    assert (value.masked(), value.reveal()) == ("Basic ***", "Basic dXNlcjpzM2NyZXQtS2V5")
    assert [origin.reveal() for origin in value.secrets[0].origins] == ["s3cret-Key"]
    redacted = Redaction(found.secrets).redact("dXNlcjpzM2NyZXQtS2V5 s3cret-Key")
    assert redacted == "*** ***"


@pytest.mark.parametrize("value", ["Digest user pass", "AWS id key region:x"])
def test_credentials_that_would_have_to_be_signed_are_not_given_away(value: str) -> None:
    check_refused(f"GET http://h/\nAuthorization: {value}", f"not-executed Authorization: {value}")
    check_headers('Authorization: Digest username="u", nonce="n"',
                  'Authorization: Digest username="u", nonce="n"')  # fmt: skip


def test_variable_with_a_line_end_is_refused_at_its_place() -> None:
    file = "@x = a\\r\\nEvil: 1\n"
    check_refused(file + "GET http://h/\nA: b {{x}}", "variable-unsafe {{x}}")
    check_refused(file + "GET http://h/{{x}}", "variable-unsafe {{x}}")
    check_refused(file + "GET http://h/\nA{{x}}: b", "variable-unsafe {{x}}")


def test_field_name_that_is_no_token_is_refused() -> None:
    check_refused("@x = a b\nGET http://h/\n{{x}}: 1", "header-malformed {{x}}: 1")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Host: a\nhost: b", "header-malformed host: b"),
        ("Content-Length: 3", "header-malformed Content-Length: 3"),
        ("Transfer-Encoding: gzip", "header-malformed Transfer-Encoding: gzip"),
        ("X: a\0b", "variable-unsafe X: a\0b"),
    ],
)
def test_field_that_sending_would_refuse_is_refused_before(headers: str, expected: str) -> None:
    check_refused(f"POST http://h/\n{headers}\n\nhello", expected)


def test_everything_wrong_is_told_at_once() -> None:
    check_refused(
        "# @timeout soon\nPOST http://h/{{a}}\nX: {{b}}\n\n{{c}}",
        "directive-value soon",
        "variable-undefined {{a}}",
        "variable-undefined {{b}}",
        "variable-undefined {{c}}",
    )


def test_block_without_a_request_is_refused() -> None:
    check_refused("@x = 1\n# nothing", "request-unknown ")


@pytest.mark.parametrize("method", ["GRPC", "WEBSOCKET", "MQTT"])
def test_request_of_another_protocol_is_not_sent(method: str) -> None:
    check_refused(f"{method} http://h/x", f"not-executed {method}")


def test_event_source_is_a_get_that_accepts_an_event_stream() -> None:
    text = "SSE http://h/x\nEvent: a\nX: 1\nEvent: b"
    found = outgoing(text)
    fields = [f"{name}: {value.reveal()}" for name, value in found.headers]
    assert (found.method, fields) == ("GET", ["X: 1", "Accept: text/event-stream"])
    request = parse(text).file.blocks[0].request
    assert request is not None
    assert event_types(request) == ("a", "b")
    assert len(outgoing("EVENTSOURCE http://h/\naccept: a/b").headers) == 1


def test_body_is_sent_with_line_feeds() -> None:
    found = outgoing("POST http://h/\r\nContent-Type: application/json\r\n\r\n{\r\n}\r\n\r\n")
    assert found.body.reveal() == b"{\n}"


def test_multipart_body_is_sent_with_network_line_ends_and_files_as_they_are(
    tmp_path: Path,
) -> None:
    (tmp_path / "f").write_bytes(b"\xff\n\x00")
    found = outgoing(
        "POST http://h/\nContent-Type: multipart/form-data; boundary=b\n\n"
        '--b\nContent-Disposition: form-data; name="f"\n\n< ./f\n--b--\n',
        Workspace(tmp_path, tmp_path),
    )
    assert found.body.reveal() == (
        b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n\xff\n\x00\r\n--b--'
    )


def test_variable_in_a_json_body_is_left_alone() -> None:
    found = outgoing('@x = b&c ü\nPOST http://h/\n\n{"a": "{{x}}"}')
    assert found.body.reveal() == '{"a": "b&c ü"}'.encode()


def test_comment_in_a_json_body_is_left_out() -> None:
    check_body('{\n# "a": 1,\n// x\n"b": 2\n}', '{\n"b": 2\n}')


def test_form_that_goes_on_in_lines_is_joined() -> None:
    form = "application/x-www-form-urlencoded"
    check_body("a=1&\n  b=2\n&c=3\n# &d=4\n&e=5", "a=1&b=2&c=3&e=5", form)
    check_body("a = 1 &\nb = x y &\nc=ü", "a=1&b=x%20y&c=%C3%BC", form)


def test_value_in_a_form_stays_one_value() -> None:
    text = (
        "@x = a&b=c+d\nPOST http://h/\nContent-Type: application/x-www-form-urlencoded\n\n"
        "q={{x}}&\nr={{x}}"
    )
    assert outgoing(text).body.reveal() == b"q=a%26b=c%2Bd&r=a%26b=c%2Bd"
    assert outgoing(f"# @no-auto-encoding\n{text}").body.reveal() == b"q=a&b=c+d&r=a&b=c+d"


def test_json_lines_end_with_a_line_end() -> None:
    check_body('{"a":1}\n{"b":2}', '{"a":1}\n{"b":2}\n', "application/x-ndjson")


def test_input_file_is_sent_as_it_is_or_with_its_variables(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes("{{x}} ü\r\n".encode("latin-1"))
    workspace = Workspace(tmp_path, tmp_path)
    start = "@x = 1\n@f = f\nPOST http://h/\n\n"
    assert outgoing(f"{start}< ./{{{{f}}}}", workspace).body.reveal() == b"{{x}} \xfc\r\n"
    assert outgoing(f"{start}<@latin1 f", workspace).body.reveal() == "1 ü\r\n".encode()
    assert outgoing(f"{start}a\n<@latin1 f\nb", workspace).body.reveal() == "a\n1 ü\r\n\nb".encode()


def test_input_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"{{nope}}\xff")
    (tmp_path / "g").write_bytes(b"{{nope}}")
    expected = {
        "< nope": "file-missing",
        "< ../../etc/passwd": "file-outside-workspace",
        "<@ f": "directive-value",
        "<@klingon f": "directive-value",
        "<@ g": "variable-undefined",
    }
    for line, code in expected.items():
        found = prepared(f"POST http://h/\n\n{line}", Workspace(tmp_path, tmp_path))
        assert isinstance(found, Refused)
        assert [each.code for each in found.problems] == [code]


def test_file_of_secrets_is_sent_as_a_secret(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=canary\xff")
    body = outgoing("POST http://h/\n\n< .env", Workspace(tmp_path, tmp_path)).body
    assert [secret.source for secret in body.secrets] == [".env"]
    assert body.reveal() == b"A=canary\xff"


def test_directives_become_options() -> None:
    found = outgoing(
        "# @no-redirect\n# @timeout 2 m\n# @connection-timeout 500 ms\n// @idle-timeout 30\n"
        "GET http://h/"
    ).options
    assert (found.follow_redirects, found.total, found.connect, found.idle) == (False, 120, 0.5, 30)
    assert outgoing("# @keepStreaming\nGET http://h/").options.idle is None


def test_host_out_of_a_response_is_known_as_such() -> None:
    def chain(expression: str) -> SecretText | None:
        return (
            SecretText((Chained("http://other.example/x", "r"),)) if expression == "r.u" else None
        )

    def url(text: str) -> bool:
        found = prepare(parse(text).file.blocks[0], scope(chain=chain), NOWHERE, Options())
        assert isinstance(found, OutgoingRequest)
        return has_chained_host(found)

    assert url("GET {{r.u}}")
    assert not url("GET http://h/{{r.u}}")


def test_no_object_and_no_message_shows_a_secret() -> None:
    sent = outgoing(
        "POST http://u:{{key}}@h/{{key}}?k={{key}}&e={{%key}}\nAuthorization: Basic u {{key}}\n"
        "X-{{key}}: {{key}}\n\n{{key}}"
    )
    refused = [
        prepared(text)
        for text in (
            "GET {{key}}:x/",
            "GET http://h{{key}}@/ /",
            "GET http://h/\n{{key}} : 1",
            "GET http://h/\n{{key}}",
            "GET http://h/{{ {{key}} }}{{ ${{key}} }}",
            "POST http://h/\n\n< {{key}}",
            "POST http://h/\n\n<@{{key}} x",
        )
    ]
    assert "s3cret" in sent.url.reveal()
    for thing in (sent, *refused, scope(definitions=[KEY]), sent.secrets):
        assert "s3cret" not in f"{thing!r}{thing}"


@given(st.text("GET htp:/{}x\n:@=&?#%<> \"'$", max_size=60))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_prepared_or_refused(text: str) -> None:
    prepared(text)


def test_secret_is_not_changed_by_being_sent() -> None:
    found = outgoing("GET http://h/\nX: {{key}}")
    assert found.headers[0][1].parts == (Secret("s3cret-Key", "private: key"),)
