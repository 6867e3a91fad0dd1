"""Other libraries' errors as ours: a table says what each means, the first row that fits holds."""

import os
import re
import socket
import ssl
from ast import literal_eval
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wirelens.run.errors import ExchangeError

LONGEST_REASON = 200
LONGEST_QUOTED = 80
_BYTES = re.compile(r"""(bytearray\()?(b'(?:[^'\\]|\\.)*'|b"(?:[^"\\]|\\.)*")(?(1)\))""")


@dataclass(frozen=True, slots=True)
class Row:
    """What an error of one kind means, also as the cause of another.

    `pattern` must be found in what the error says; its groups fill `{}` in the message. Errors are
    never shown themselves: they hold header values and URLs.
    """

    cause: type[BaseException]
    code: str
    message: str
    transport: str = "error"
    pattern: str = ""


def translated(rows: Iterable[Row], error: Exception, **words: object) -> ExchangeError:
    """Our error for another library's, `words` put into its message; raises what no row fits."""
    causes = list(_causes(error))
    for row in rows:
        for cause in reversed(causes):  # the innermost knows most
            reason = _reason(cause)
            found = re.search(row.pattern, reason)
            if isinstance(cause, row.cause) and found:
                message = row.message.format(*found.groups(), reason=reason, **words)
                return ExchangeError(row.code, message, row.transport)
    raise error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from, outermost first."""
    while error is not None:
        if not isinstance(error, ssl.SSLWantReadError):  # no failure, and a context of many
            yield error
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from _causes(inner)
        error = error.__cause__ or error.__context__  # httpcore raises some "from None"


def _reason(error: BaseException) -> str:
    """What an error says, in house style and on one line."""
    match error:
        case ssl.SSLCertVerificationError():
            text = error.verify_message
        case ssl.SSLError():
            text = (error.reason or "handshake failed").replace("_", " ").lower()
        case OSError(errno=int(number)) if not isinstance(error, socket.gaierror):
            text = os.strerror(number)
        case _:
            text = _BYTES.sub(_quoted, str(error))
    text = text[:LONGEST_REASON].rstrip(".").replace("\n", " ")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _quoted(literal: re.Match[str]) -> str:
    """Bytes that h11 shows as Python writes them, as text in quotes."""
    text = literal_eval(literal[2]).decode("utf-8", "replace").rstrip("\r\n")
    return f'"{text if len(text) <= LONGEST_QUOTED else text[: LONGEST_QUOTED - 1] + "…"}"'
