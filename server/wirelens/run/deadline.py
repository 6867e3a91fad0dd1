"""Deadlines: a moment of the event loop's clock, and the one error for having passed it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from wirelens.run.errors import ExchangeError


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something must be over, and how many seconds it was given. `when` None: never."""

    when: float | None
    seconds: float

    @classmethod
    def first(cls, *limits: float | None) -> "Deadline":
        """The earliest of the limits, counted from now; None and 0 are none."""
        seconds = min((limit for limit in limits if limit), default=0.0)
        return cls(asyncio.get_running_loop().time() + seconds if seconds else None, seconds)

    @asynccontextmanager
    async def holds(self, what: str) -> AsyncGenerator[None, None]:
        """Cancels what runs inside at the deadline and says that there was none of `what`."""
        try:
            async with asyncio.timeout_at(self.when):
                yield
        except TimeoutError:
            message = f"no {what} within {self.seconds:g} s"
            raise ExchangeError("timeout", message) from None
