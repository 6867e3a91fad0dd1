"""One connection, as the server sees it."""

import threading
from dataclasses import dataclass, field


@dataclass(eq=False)
class Connection:
    """One connection, as the server sees it."""

    received: bytearray = field(default_factory=bytearray)
    sent: int = 0
    heard: threading.Event = field(default_factory=threading.Event)  # the first bytes came
    requested: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)  # it is over

    @property
    def head(self) -> str:
        """The request's request line and header section."""
        return bytes(self.received).partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def path(self) -> str:
        """The request's path, without the query."""
        return self.head.split(" ")[1].partition("?")[0]

    @property
    def body(self) -> bytes:
        """What came after the header section."""
        return bytes(self.received).partition(b"\r\n\r\n")[2]

    def field_values(self, name: str) -> list[str]:
        """The values of the request's header fields of that name."""
        lines = (line.partition(":") for line in self.head.split("\r\n")[1:])
        return [value.strip() for field, _, value in lines if field.lower() == name.lower()]

    @property
    def is_whole(self) -> bool:
        """Whether the request is there, its body included."""
        if b"\r\n\r\n" not in self.received:
            return False
        if self.field_values("transfer-encoding") == ["chunked"]:
            return self.body.endswith(b"0\r\n\r\n")
        return len(self.body) >= int((self.field_values("content-length") or ["0"])[0])
