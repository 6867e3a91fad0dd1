"""Content codings removed: whole, in pieces, with bounds."""

import functools
import gzip
import importlib
import importlib.util
import itertools
import random
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servers import behaviours
from wirelens.run.errors import ExchangeError
from wirelens.run.inflate import PIECE, Inflater

TEXT = 'data: {"delta": "Grüße"}\n\n'.encode() * 40
MIB = 1024 * 1024


def raw_deflate(content: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(content) + compressor.flush()


def inflated(encoding: str, parts: list[bytes]) -> bytes:
    inflater = Inflater(encoding)
    content = b"".join(piece for part in parts for piece in inflater.feed(part))
    inflater.end()
    return content


def check(encoding: str, encoded: bytes, expected: bytes = TEXT) -> None:
    """Whole, byte by byte, and at random splits."""
    assert inflated(encoding, [encoded]) == expected
    assert inflated(encoding, [bytes((byte,)) for byte in encoded]) == expected
    cuts = sorted(random.Random(1).sample(range(len(encoded) + 1), k=min(5, len(encoded))))
    edges = [0, *cuts, len(encoded)]
    assert inflated(encoding, [encoded[a:b] for a, b in itertools.pairwise(edges)]) == (expected)


def refused(encoding: str, encoded: bytes, limit: int = 64 * MIB) -> tuple[bytes, str, str]:
    """What came before the error, its code and its message."""
    content = bytearray()
    with pytest.raises(ExchangeError) as caught:
        drain(Inflater(encoding, limit), encoded, content)
    return bytes(content), caught.value.code, caught.value.message


def drain(inflater: Inflater, encoded: bytes, content: bytearray) -> None:
    for piece in inflater.feed(encoded):
        assert len(piece) <= PIECE
        content += piece
    inflater.end()


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("gzip, deflate", lambda content: zlib.compress(gzip.compress(content))),
        ("identity, gzip", gzip.compress),
    ],
)
def test_a_coding_is_removed_however_it_was_cut(
    encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    check(encoding, encode(TEXT))


@pytest.mark.parametrize("encoding", ["", "identity", "none", "UTF-8"])
def test_what_is_no_coding_leaves_the_body_as_it_is(encoding: str) -> None:
    check(encoding, TEXT)


@pytest.mark.skipif(importlib.util.find_spec("brotli") is None, reason="brotli is optional")
def test_brotli_is_removed_where_the_package_is_there() -> None:
    brotli = importlib.import_module("brotli")
    check("br", brotli.compress(TEXT))
    content, code, _ = refused("br", brotli.compress(bytes(80 * MIB), quality=1))
    assert code == "inflation-limit"
    assert len(content) <= 64 * MIB
    assert refused("br", brotli.compress(TEXT)[:-9])[1:] == (
        "truncated",
        'the "br" content ends too early',
    )
    assert refused("br", b"\xff" * 20)[1:] == (
        "truncated",
        'the "br" content is damaged: it is no brotli',
    )


def test_five_codings_are_removed_and_six_are_refused() -> None:
    five = functools.reduce(lambda content, _: gzip.compress(content), range(5), TEXT)
    check(", ".join(["gzip"] * 5), five)
    assert Inflater(", ".join(["gzip"] * 6)).refusal == (
        "cannot inflate 6 content encodings: expected at most 5"
    )


def test_an_unknown_coding_is_refused_and_its_bytes_pass() -> None:
    inflater = Inflater("gzip, exi")
    assert inflater.refusal == (
        'cannot inflate the content encoding "exi": expected "gzip" or "deflate"'
    )
    assert list(inflater.feed(b"\x80\x01")) == [b"\x80\x01"]


def test_members_of_gzip_follow_each_other() -> None:
    check("gzip", gzip.compress(TEXT) + gzip.compress(b"more") + bytes(8), TEXT + b"more")


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_members_that_fill_whole_pieces_follow_each_other(size: int) -> None:
    member = gzip.compress(bytes(size))
    assert inflated("gzip", [member * 3 + gzip.compress(TEXT)]) == bytes(3 * size) + TEXT
    assert inflated("gzip", [member, member[:100], member[100:]]) == bytes(2 * size)


def test_an_empty_body_needs_no_gzip_in_it() -> None:
    check("gzip", b"", b"")
    check("deflate", b"", b"")


def test_a_flush_brings_out_the_whole_event() -> None:
    events = [b"data: 1\n\n", b"data: 2\n\n"]
    inflater = Inflater("gzip")
    for part, event in zip(behaviours.flushed_gzip(*events), events, strict=False):
        assert b"".join(inflater.feed(part)) == event


def test_a_content_that_ends_too_early_is_an_error_and_its_text_is_kept() -> None:
    parts = behaviours.flushed_gzip(b"data: 1\n\n")
    message = 'the "gzip" content ends too early'
    assert refused("gzip", parts[0]) == (b"data: 1\n\n", "truncated", message)
    assert refused("deflate", b"x") == (b"", "truncated", 'the "deflate" content ends too early')


def test_a_damaged_content_is_an_error() -> None:
    message = 'the "gzip" content is damaged: incorrect header check'
    assert refused("gzip", b"<html>no gzip</html>") == (b"", "truncated", message)
    assert refused("gzip", gzip.compress(TEXT) + b"junk") == (TEXT, "truncated", message)


@given(st.sampled_from(["gzip", "deflate", "gzip, deflate"]), st.binary())
def test_any_bytes_give_a_content_or_our_error(encoding: str, data: bytes) -> None:
    with suppress(ExchangeError):
        drain(Inflater(encoding), data, bytearray())


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_bomb_stops_at_the_limit_and_memory_stays_flat(layers: int) -> None:
    bomb = behaviours.gzip_bomb(layers, 80 * MIB)
    inflater = Inflater(", ".join(["gzip"] * layers), 64 * MIB)
    tracemalloc.start()
    grown = 0
    error = None
    try:
        for piece in inflater.feed(bomb):
            grown += len(piece)
    except ExchangeError as caught:
        error = caught.message
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error == "the compressed body grows beyond 67108864 bytes"
    assert grown <= 64 * MIB
    assert peak < 8 * MIB


def test_an_outer_layer_that_grows_counts_even_where_nothing_comes_out() -> None:
    nothing = gzip.compress(gzip.compress(b"") * 400_000)
    content, code, _ = refused("gzip, gzip", nothing, 4 * MIB)
    assert (content, code) == (b"", "inflation-limit")
