"""Content codings (RFC 9110, 8.4) removed with a bound: 16 KB of nested gzip may be gigabytes.

`feed` yields pieces as they are asked for, at most `PIECE` bytes each, so nothing grows with the
ratio of the compression. What the sender flushed comes out with the read that brought it.
"""

import importlib
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from wirelens.run.errors import ExchangeError

PIECE = 1024 * 1024
LIMIT = 1024 * 1024 * 1024
LONGEST_CHAIN = 5
_SLICE = 16 * 1024  # zlib copies what it leaves over, for each of perhaps thousands of members

# "none" and a charset stand in the field of many servers that mean no encoding at all.
_PLAIN = frozenset({"", "identity", "none", "utf-8"})


class Coding(Protocol):
    """One content coding being removed."""

    finished: bool

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What `data` gives, lazily."""


class Zlib:
    """gzip (RFC 1952), several members in a row included."""

    def __init__(self, name: str, window: int) -> None:
        self.finished = True
        self._name = name
        self._window = window
        self._stream = zlib.decompressobj(window)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What `data` gives, lazily."""
        for start in range(0, len(data), _SLICE):
            yield from self._members(data[start : start + _SLICE])

    def _members(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._stream.eof:
                data = data.lstrip(b"\0")  # padding after a member is allowed
                if not data:
                    return
                self._stream = zlib.decompressobj(self._window)
            yield from self._member(data)
            data = self._stream.unused_data

    def _member(self, data: bytes) -> Iterator[bytes]:
        full = True
        # A full piece may leave output inside zlib even where all input has been taken.
        while (data or full) and not self._stream.eof:
            try:
                piece = self._stream.decompress(data, PIECE)
            except zlib.error as error:
                raise _damaged(self._name, str(error).rpartition(": ")[2]) from error
            data = self._stream.unconsumed_tail
            full = len(piece) == PIECE
            self.finished = self._stream.eof
            if piece:
                yield piece


class Deflate:
    """deflate, with the zlib header that RFC 9110 asks for or, as many servers send it, without."""

    def __init__(self) -> None:
        self.finished = True
        self._head = b""
        self._stream: Zlib | None = None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What `data` gives, lazily."""
        if self._stream is None:
            data = self._head = self._head + data
            if len(data) < 2:
                self.finished = not data
                return
            self._stream = Zlib("deflate", 15 if _has_zlib_header(data) else -15)
        yield from self._stream.pieces(data)
        self.finished = self._stream.finished


class Brotli:
    """br, where the `brotli` package is there and can bound its output (1.2 and later)."""

    def __init__(self) -> None:
        module = _bounded_brotli()
        self.finished = True
        self._decompressor = module.Decompressor()
        self._error: type[Exception] = module.error

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What `data` gives, lazily."""
        while data or not self._decompressor.can_accept_more_data():
            try:
                grown = self._decompressor.process(data, output_buffer_limit=PIECE)
            except self._error as error:
                raise _damaged("br", "it is no brotli") from error
            data = b""
            self.finished = self._decompressor.is_finished()
            # brotli grows its buffer by doubling, so the limit may be passed once.
            yield from (grown[start : start + PIECE] for start in range(0, len(grown), PIECE))


class Inflater:
    """The content codings of one response, removed in the reverse of their order in the field.

    Where they cannot be removed, `refusal` says why and the body passes as it came.
    """

    def __init__(self, field_value: str, limit: int = LIMIT) -> None:
        names = [name.strip().lower() for name in field_value.split(",")]
        self._names = [name for name in reversed(names) if name not in _PLAIN]
        self.refusal = _refusal(self._names)
        self._chain = [] if self.refusal else [_CODINGS[name]() for name in self._names]
        self._limit = limit
        self._grown = [0] * len(self._chain)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The decoded bytes that `data` completes, lazily, in pieces of at most `PIECE` bytes."""
        return self._stage(0, data)

    def end(self) -> None:
        """Takes the end of the body; an encoding that is not at its own end is an error."""
        for name, coding in zip(self._names, self._chain, strict=False):
            if not coding.finished:
                raise ExchangeError("truncated", f'the "{name}" content ends too early')

    def _stage(self, index: int, data: bytes) -> Iterator[bytes]:
        if index == len(self._chain):
            yield data
            return
        for piece in self._chain[index].pieces(data):
            self._count(index, len(piece))
            yield from self._stage(index + 1, piece)

    def _count(self, index: int, size: int) -> None:
        """Every stage counts: the outer layers of a bomb may be the large ones."""
        self._grown[index] += size
        if self._grown[index] > self._limit:
            raise ExchangeError(
                "inflation-limit", f"the compressed body grows beyond {self._limit} bytes"
            )


def _refusal(names: list[str]) -> str | None:
    if len(names) > LONGEST_CHAIN:
        return f"cannot inflate {len(names)} content encodings: expected at most {LONGEST_CHAIN}"
    for name in names:
        if name not in _CODINGS or (name == "br" and _bounded_brotli() is None):
            return (
                f'cannot inflate the content encoding "{name[:40]}": expected "gzip" or "deflate"'
            )
    return None


def _damaged(name: str, reason: str) -> ExchangeError:
    return ExchangeError("truncated", f'the "{name}" content is damaged: {reason}')


def _bounded_brotli() -> Any:  # Any: an optional package without stubs; None where it is missing
    try:
        module = importlib.import_module("brotli")
    except ImportError:
        return None
    return module if hasattr(module.Decompressor, "can_accept_more_data") else None


def _has_zlib_header(head: bytes) -> bool:
    """RFC 1950, 2.2: compression method 8, and the two bytes a multiple of 31."""
    return head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0


_CODINGS: dict[str, Callable[[], Coding]] = {
    "gzip": lambda: Zlib("gzip", 31),
    "x-gzip": lambda: Zlib("gzip", 31),
    "deflate": Deflate,
    "br": Brotli,
}
