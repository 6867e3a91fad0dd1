"""Methods as request files have them."""


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
# Not methods but protocols: such requests are read and not sent.
PROTOCOLS = _words("GRAPHQL GRPC WS WSS WEBSOCKET RSOCKET MQTT MQTTS AMQP AMQPS")
