"""Methods as request files have them."""

import re

from wirelens.syntax.nodes import Literal, RequestLine


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# RFC 9110, section 9, PATCH (RFC 5789), and WebDAV's, which REST Client knows.
USUAL = _words("""
    GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH
    LOCK UNLOCK PROPFIND PROPPATCH COPY MOVE MKCOL MKCALENDAR ACL SEARCH REPORT
""")
# httpyac's words for a GET whose reply is an event stream.
EVENT_STREAM = _words("SSE EVENTSOURCE")
# What a slip of the pen was meant to be; the rest of the usual ones are too rare.
FREQUENT = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
# A POST of a GraphQL query.
GRAPHQL = "GRAPHQL"
# Not methods but protocols: such requests are read and not sent.
PROTOCOLS = _words("GRPC WS WSS WEBSOCKET RSOCKET MQTT MQTTS AMQP AMQPS")
# Every word that starts a request for httpyac, wherever it stands.
HTTPYAC = (
    USUAL
    | EVENT_STREAM
    | PROTOCOLS
    | {GRAPHQL}
    | _words("CHECKOUT CHECKIN MERGE MKACTIVITY MKWORKSPACE VERSION-CONTROL BASELINE-CONTROL")
)

_SCHEME = re.compile(r"(wss?|mqtts?|amqps?|grpcs?|rsocket)://", re.IGNORECASE)


def protocol(line: RequestLine) -> str | None:
    """The protocol other than HTTP that a request line asks for, in capitals."""
    if line.method is not None and line.method.text.upper() in PROTOCOLS:
        return line.method.text.upper()
    first = line.targets[0].parts[0]
    scheme = _SCHEME.match(first.text) if isinstance(first, Literal) else None
    return scheme[1].upper() if scheme else None
