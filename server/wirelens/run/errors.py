"""The exception tree. Errors of httpx and of the system are mapped to it at the border.

    WirelensError
    └── ExchangeError    an exchange cannot begin or go on; reaches the runner as `arrivals.Failed`

What a person typed is a `Problem`, and above `run` what a peer sent is part of the log.
"""


class WirelensError(Exception):
    """Something that a person must be told, in one message in house style."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ExchangeError(WirelensError):
    """Why an exchange ended: a code of the table of findings, and how the connection ended."""

    def __init__(self, code: str, message: str, transport: str = "error") -> None:
        super().__init__(message)
        self.code = code
        self.transport = transport
