"""What the faults of httpx mean: a row each, the first that fits holds."""

import socket
import ssl

import httpx

from wirelens.run.border import Row

_Broken = httpx.RemoteProtocolError
_CLOSED = "{peer} closed the connection"
_LONG = "the header section from {peer} is too long: expected at most 100 KB"
_NO_HTTP = "{peer} answered no valid HTTP: "
_CUT = "the connection closed before the end of the body"
_BODY_NO_HTTP = "the body is no valid HTTP: "

BEFORE_HEAD = (
    Row(
        ssl.SSLCertVerificationError,
        "tls-failed",
        "the certificate of {peer} is refused: {reason}",
    ),
    Row(ssl.SSLError, "tls-failed", "no TLS with {peer}: {reason}"),
    Row(httpx.ConnectTimeout, "timeout", "no connection to {peer} within {connect:g} s"),
    Row(httpx.ReadTimeout, "stalled", "no byte from {peer} for {idle:g} s"),
    Row(httpx.ProxyError, "connect-failed", "no way to {peer}: {reason}"),
    Row(socket.gaierror, "connect-failed", "cannot resolve {peer}: {reason}"),
    Row(UnicodeError, "connect-failed", "cannot resolve {peer}: expected a host name"),
    Row(ConnectionResetError, "connect-failed", "{peer} reset the connection", "reset"),
    Row(BrokenPipeError, "connect-failed", "{peer} reset the connection", "reset"),
    Row(httpx.LocalProtocolError, "header-malformed", "the request is no valid HTTP"),
    Row(
        _Broken, "connect-failed", _CLOSED + " without an HTTP response", pattern="without sending"
    ),
    Row(_Broken, "connect-failed", _LONG, pattern="buffer too long"),
    Row(
        _Broken,
        "connect-failed",
        _NO_HTTP + "expected a status line, found {}",
        pattern="illegal status line: (.*)",
    ),
    Row(
        _Broken,
        "connect-failed",
        _NO_HTTP + "expected a status line",
        pattern="illegal request line",  # h11's words for a response that begins with a control
    ),
    Row(
        _Broken,
        "connect-failed",
        _NO_HTTP + 'the header field "{}" is malformed',
        pattern='illegal header line: "([^:]*)',  # its value may be a cookie
    ),
    Row(_Broken, "connect-failed", _NO_HTTP + "{reason}"),
    Row(OSError, "connect-failed", "cannot connect to {peer}: {reason}"),
    Row(httpx.ConnectError, "tls-failed", _CLOSED + " in the TLS handshake"),
    Row(httpx.HTTPError, "connect-failed", _CLOSED),
)

IN_BODY = (
    Row(ssl.SSLError, "tls-failed", "the TLS of {peer} broke: {reason}"),
    Row(httpx.ReadTimeout, "stalled", "no byte from {peer} for {idle:g} s"),
    Row(
        _Broken,
        "truncated",
        _CUT + " ({} of {} bytes)",
        pattern=r"received (\d+) bytes, expected (\d+)",
    ),
    Row(_Broken, "truncated", _CUT + " (the last chunk is missing)", pattern="incomplete chunked"),
    Row(
        _Broken,
        "truncated",
        _BODY_NO_HTTP + "expected the size of a chunk, found {}",
        pattern="illegal chunk header: (.*)",
    ),
    Row(
        _Broken,
        "truncated",
        _BODY_NO_HTTP + "expected a line end after a chunk, found {}",
        pattern=r"malformed chunk footer: (.*) \(expected",
    ),
    Row(_Broken, "truncated", _BODY_NO_HTTP + "{reason}"),
    Row(
        ConnectionResetError,
        "truncated",
        "{peer} reset the connection before the end of the body",
        "reset",
    ),
    Row(OSError, "truncated", "the connection to {peer} broke: {reason}"),
    Row(httpx.HTTPError, "truncated", _CUT),
)
