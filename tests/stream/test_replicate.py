"""Replicate: plain text as data, which may look like anything."""

from replies import Summary, check, run_of, summary
from wirelens.jsonvalue import JsonValue
from wirelens.stream.rules import Rules


def output(*texts: str) -> bytes:
    """Events of type `output`, numbered as Replicate does it."""
    return "".join(
        f"event: output\nid: 1690212292:{number}\n" + data(text) + "\n"
        for number, text in enumerate(texts)
    ).encode()


def data(text: str) -> str:
    return "".join(f"data: {line}\n" for line in text.split("\n"))


def event(name: str, text: str) -> bytes:
    return f"event: {name}\n{data(text)}\n".encode()


DONE = event("done", "{}")


def check_output(body: bytes, text: str, **rest: JsonValue) -> JsonValue:
    """The body gives one message of this text; the prediction is told."""
    expected: Summary = {"dialect": "replicate", "messages": [{"text": text}], **rest}
    return check(body, expected).merger.merged()


def test_output_is_text_to_the_space() -> None:
    prediction = check_output(
        output("Once", " upon", " a", " time") + DONE, "Once upon a time", terminators=["done"]
    )
    assert prediction == {
        "status": "succeeded",
        "output": ["Once", " upon", " a", " time"],
        "error": None,
    }


def test_output_that_looks_like_something_else_is_text() -> None:
    texts = (" ", "1", "\n", "true", '{"a":1}', "[DONE]", "[]", "\n\n", '"x"', "{", "é", "null")
    check_output(output(*texts) + DONE, "".join(texts), terminators=["done"])


def test_white_space_may_come_first() -> None:
    check_output(output("\n", " a"), "\n a")


def test_an_output_that_is_json_throughout_is_told_by_its_id() -> None:
    check_output(output('{"a":', "1}"), '{"a":1}')
    check_output(output('{"a":1}'), '{"a":1}')
    anonymous = event("output", '{"a":1}')
    assert run_of([anonymous]).merger.dialect_id == "unknown"
    check_output(anonymous + event("output", " is it"), '{"a":1} is it')


def test_a_prediction_that_was_stopped_says_why() -> None:
    prediction = check(
        output("a") + event("done", '{"reason": "canceled"}'),
        {
            "dialect": "replicate",
            "messages": [{"text": "a", "finish_reason": "canceled"}],
            "terminators": ["done"],
        },
    ).merger.merged()
    assert prediction == {"status": "canceled", "output": ["a"], "error": None}


def test_an_error_has_a_detail() -> None:
    prediction = check(
        output("a") + event("error", '{"detail": "out of memory"}') + event("done", "{}"),
        {
            "dialect": "replicate",
            "messages": [{"text": "a"}],
            "error": "out of memory",
            "terminators": ["done"],
        },
    ).merger.merged()
    assert prediction == {"status": "failed", "output": ["a"], "error": "out of memory"}


def test_an_error_may_be_text() -> None:
    prediction = check(
        output("a") + event("error", "out of memory"),
        {"dialect": "replicate", "messages": [{"text": "a"}], "error": "out of memory"},
    ).merger.merged()
    assert prediction == {"status": "failed", "output": ["a"], "error": "out of memory"}


def test_logs_are_kept_apart() -> None:
    prediction = check_output(output("a") + event("logs", "loading\n1") + event("logs", "23"), "a")
    assert prediction == {
        "status": "processing",
        "output": ["a"],
        "error": None,
        "logs": "loading\n123",
    }


def test_rules_of_the_request_come_before_plain_data() -> None:
    body = output("1", "a")
    check(body, {"dialect": "replicate", "messages": [{"text": "1a"}]}, rules=Rules("replicate"))
    assert summary(run_of([body], rules=Rules("none"))) == {"dialect": "unknown"}
    told = summary(run_of([body], rules=Rules("openai")))
    assert told == {"dialect": "unknown", "notes": ["dialect-mismatch@1"]}


def test_what_is_no_output_is_not_plain() -> None:
    told = summary(run_of([output("a") + event("done", "x") + event("message", "y")]))
    assert told == {
        "dialect": "replicate",
        "messages": [{"text": "a"}],
        "notes": ["json-invalid@2", "json-invalid@3"],
    }
