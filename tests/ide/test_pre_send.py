"""What is told about a request before it is sent."""

import pytest

from wirelens.ide.pre_send import (
    Advice,
    InBody,
    InHeaders,
    InQuery,
    InTarget,
    pre_send,
)

CHAT = "https://api.example.com/v1/chat/completions"
GEMINI = "https://example.com/v1beta/models/gemini-2.5-flash"
MESSAGES = '"model": "m", "messages": []'


def check(url: str, body: str, *expected: str, headers: tuple[str, ...] = ()) -> list[Advice]:
    """A POST of this body has these findings."""
    found = pre_send("POST", url, headers, body)
    assert [each.code for each in found] == list(expected)
    return found


def test_a_stream_that_is_not_asked_for() -> None:
    found = check(CHAT, f"{{{MESSAGES}}}", "stream-not-requested")
    assert found[0].change == InBody(("stream",), True)
    assert found[0].message.endswith('expected "stream": true, found nothing')


def test_a_stream_that_is_refused() -> None:
    found = check(CHAT, f'{{{MESSAGES}, "stream": false}}', "stream-not-requested")
    assert found[0].message.endswith("found false")


def test_usage_that_is_not_asked_for() -> None:
    found = check(CHAT, f'{{{MESSAGES}, "stream": true}}', "usage-not-requested")
    assert found[0].change == InBody(("stream_options", "include_usage"), True)


def test_a_request_that_asks_for_both_is_well() -> None:
    options = '"stream_options": {"include_usage": true}'
    check(CHAT, f'{{{MESSAGES}, "stream": true, {options}}}')


@pytest.mark.parametrize(
    "path", ["/v1/responses", "/v1/messages", "/v2/chat", "/v1/completions", "/v1/chat-messages"]
)
def test_every_provider_that_must_be_asked(path: str) -> None:
    body = '{"model": "m", "input": "Hi"}'
    check(f"http://h{path}", body, "stream-not-requested", headers=("Anthropic-Version",))


@pytest.mark.parametrize("path", ["/v1/responses", "/v2/chat", "/openai/v1/responses"])
def test_usage_comes_unasked_elsewhere(path: str) -> None:
    check(
        f"http://h{path}",
        '{"input": "Hi", "stream": true}' if "v1" in path else '{"messages": [], "stream": true}',
    )


def test_ollama_streams_unless_told_not_to() -> None:
    check("http://localhost:11434/api/chat", f"{{{MESSAGES}}}")
    check(
        "http://localhost:11434/api/generate",
        '{"prompt": "Hi", "stream": false}',
        "stream-not-requested",
    )


def test_gemini_has_a_method_for_streams() -> None:
    found = check(f"{GEMINI}:generateContent", "{}", "stream-not-requested")
    assert found[0].change == InTarget(":generateContent", ":streamGenerateContent")


def test_gemini_sends_events_when_told_so() -> None:
    found = check(f"{GEMINI}:streamGenerateContent?key=x", "{}", "alt-sse-missing")
    assert found[0].change == InQuery("alt", "sse")
    check(f"{GEMINI}:streamGenerateContent?alt=sse&key=x", "{}")


def test_anthropic_wants_a_version() -> None:
    body = f'{{{MESSAGES}, "stream": true}}'
    found = check("https://h/v1/messages", body, "version-header-missing")
    assert found[0].change == InHeaders("anthropic-version", "2023-06-01")
    check("https://h/v1/messages", body, headers=("x-api-key", "Anthropic-Version"))


def test_variables_do_not_keep_a_body_from_being_read() -> None:
    body = '{"model": "{{model}}", "messages": [], "temperature": {{t}}}'
    check("{{host}}/v1/chat/completions", body, "stream-not-requested")


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", CHAT, f"{{{MESSAGES}}}"),
        ("POST", "https://example.com/orders", '{"input": "Hi"}'),
        ("POST", CHAT, '{"id": 7}'),
        ("POST", CHAT, "[1]"),
        ("POST", CHAT, "no json"),
        ("POST", "http://[::1/v1/chat/completions", f"{{{MESSAGES}}}"),
    ],
)
def test_nothing_is_told_about_anything_else(method: str, url: str, body: str) -> None:
    assert pre_send(method, url, (), body) == []
