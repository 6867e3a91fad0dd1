"""Request lines: method, request target, HTTP version, and a target over several lines."""

from textwrap import dedent

from outline import outline
from wirelens.syntax.parse import parse


def check(text: str, expected: str) -> None:
    assert outline(parse(dedent(text))) == dedent(expected).strip("\n")


def test_method_target_and_version() -> None:
    check("POST https://a.test/x HTTP/1.1", "POST | https://a.test/x | HTTP/1.1")


def test_a_missing_method_means_get() -> None:
    check("https://a.test/x", "(GET) | https://a.test/x")


def test_a_version_may_follow_a_target_without_a_method() -> None:
    check("https://a.test HTTP/2", "(GET) | https://a.test | HTTP/2")


def test_the_asterisk_form() -> None:
    check("OPTIONS * HTTP/1.1\nHost: a.test", "OPTIONS | * | HTTP/1.1\n  Host: a.test")


def test_the_origin_form() -> None:
    check("GET /x?y=1\nHost: a.test", "GET | /x?y=1\n  Host: a.test")
    check("/x", "(GET) | /x")


def test_a_missing_scheme_is_kept_as_written() -> None:
    check("GET 127.0.0.1:1378/x", "GET | 127.0.0.1:1378/x")
    check("localhost:8081/x", "(GET) | localhost:8081/x")
    check("localhost", "(GET) | localhost")
    check("[::1]:8080/x", "(GET) | [::1]:8080/x")
    check("service/x", "(GET) | service/x")
    check("GRPC localhost:50051/Svc/M", "GRPC | localhost:50051/Svc/M")


def test_blanks_are_part_of_the_target() -> None:
    check(
        "GET {{s}}/Books order by stock desc HTTP/1.1",
        "GET | «s»/Books order by stock desc | HTTP/1.1",
    )


def test_single_braces_are_no_references() -> None:
    check("GET {{s}}/Books {ID, title}", "GET | «s»/Books {ID, title}")


def test_a_hash_in_a_target_is_a_fragment() -> None:
    check("GET https://a.test/x#part?y // z", "GET | https://a.test/x#part?y // z")


def test_a_version_is_only_the_last_word() -> None:
    check("GET https://a.test/HTTP/1.1 x", "GET | https://a.test/HTTP/1.1 x")
    check("GET a.test/?q= HTTP/1.1 HTTP/2", "GET | a.test/?q= HTTP/1.1 | HTTP/2")


def test_a_method_in_another_case_is_kept() -> None:
    check("Post {{gw}}/booking", "Post | «gw»/booking")
    check("get a.test/x", "get | a.test/x")


def test_a_sentence_is_no_request_line() -> None:
    check("Get the list", "broken 'Get the list'")
    check("This is prose.", "broken 'This is prose.'")


def test_any_word_in_capitals_is_a_method() -> None:
    check("PURGE a.test/x", "PURGE | a.test/x")
    check("VERSION-CONTROL /x", "VERSION-CONTROL | /x")


def test_event_stream_words_are_methods() -> None:
    check("SSE https://a.test", "SSE | https://a.test")
    check("EVENTSOURCE https://a.test", "EVENTSOURCE | https://a.test")


def test_an_indented_request_line() -> None:
    check("\t GET https://a.test\n", "GET | https://a.test")


def test_query_lines_may_start_with_their_sign() -> None:
    check(
        """\
        GET https://a.test/x
            ?a=1
        &b=2
        \t&c=3 HTTP/1.1
        Accept: */*
        """,
        """
        GET | https://a.test/x | ?a=1 | &b=2 | &c=3 | HTTP/1.1
          Accept: */*
        """,
    )


def test_path_lines() -> None:
    check("GET https://a.test\n  /x\n  /y?z=1", "GET | https://a.test | /x | /y?z=1")


def test_a_target_that_ends_with_a_sign_goes_on_in_any_indented_line() -> None:
    check("GET a.test/x?\n  a=1&\n\tb=\n  2", "GET | a.test/x? | a=1& | b= | 2")
    check("GET a.test/\n\fapi", "GET | a.test/ | api")


def test_an_indented_parameter_goes_on_with_the_target() -> None:
    check("GET a.test/x?a=1\n  b=2", "GET | a.test/x?a=1 | b=2")


def test_an_indented_header_field_is_no_part_of_the_target() -> None:
    check("GET a.test/\n  Accept: a=b", "GET | a.test/\n  Accept: a=b")
    check("GET a.test/x\n  Cookie: a=b", "GET | a.test/x\n  Cookie: a=b")


def test_a_parameter_commented_out_is_skipped() -> None:
    check(
        """\
        GET a.test/x
          # ?a=1
          ?b=2
          // &c=3
          &d=4
        """,
        """
        GET | a.test/x | ?b=2 | &d=4
          target comment: ?a=1
          target comment: &c=3
        """,
    )


def test_a_comment_after_the_last_parameter_belongs_to_the_headers() -> None:
    check(
        "GET a.test\n# &a=1\nAccept: */*",
        "GET | a.test\n  comment: &a=1\n  Accept: */*",
    )


def test_text_that_is_no_request_line_breaks_its_block_alone() -> None:
    check(
        """\
        ### one
        Content-Type: application/json

        {}
        ### two
        GET a.test
        """,
        r"""
        ### one
        broken 'Content-Type: application/json\n\n{}'
        ### two
        GET | a.test
        """,
    )
