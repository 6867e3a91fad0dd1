"""Parts put together again to the network reads that brought them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from wirelens.run.deadline import Deadline
from wirelens.run.errors import ExchangeError
from wirelens.run.reads import reads

NEVER = Deadline(None, 0)


class Source:
    """Parts of a body; a bar stands for a wait for the network, "!" for an error of it."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.given = 0
        self.closed = False

    async def parts(self) -> AsyncGenerator[bytes, None]:
        try:
            for mark in self.script:
                if mark == "|":
                    await asyncio.sleep(0)
                elif mark == "!":
                    raise ConnectionError
                else:
                    self.given += 1
                    yield mark.encode()
        finally:
            self.closed = True


def check(script: str, expected: list[bytes]) -> None:
    async def collected() -> list[bytes]:
        return [read.data async for read in reads(Source(script).parts(), NEVER)]

    assert asyncio.run(collected()) == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", []),
        ("a", [b"a"]),
        ("abc", [b"abc"]),
        ("|ab|c|", [b"ab", b"c"]),
        ("a|b|||c", [b"a", b"b", b"c"]),
    ],
)
def test_parts_between_two_waits_are_one_read(script: str, expected: list[bytes]) -> None:
    check(script, expected)


def test_an_error_comes_after_what_was_read_before_it() -> None:
    async def taken() -> None:
        found = reads(Source("a|bc!").parts(), NEVER)
        assert [(await anext(found)).data, (await anext(found)).data] == [b"a", b"bc"]
        with pytest.raises(ConnectionError):
            await anext(found)

    asyncio.run(taken())


def test_a_slow_taker_is_one_read_behind_and_no_more() -> None:
    async def taken() -> int:
        source = Source("x|" * 100)
        async with aclosing(reads(source.parts(), NEVER)) as found:
            await anext(found)
            for _ in range(300):  # turns of the loop in which the source could run ahead
                await asyncio.sleep(0)
            return source.given

    assert asyncio.run(taken()) == 2


def test_leaving_early_leaves_no_task_behind() -> None:
    async def left(script: str) -> None:
        async with aclosing(reads(Source(script).parts(), NEVER)) as found:
            await anext(found)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(left("a|b|c"))
    asyncio.run(left("a!"))


def test_the_deadline_holds_while_nothing_comes() -> None:
    async def waited() -> None:
        source = Source("|" * 10_000_000)
        async for _ in reads(source.parts(), Deadline.first(None, 0.05, 9)):
            pass

    with pytest.raises(ExchangeError, match=r"no end of the reply within 0\.05 s"):
        asyncio.run(waited())
