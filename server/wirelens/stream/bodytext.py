"""Bytes of a body as text: UTF-8 always, one leading BOM taken off, long text cut for messages."""

from wirelens.stream.items import Ignored, Item

BOM = b"\xef\xbb\xbf"
SHOWN = 200  # code points of a line in a message


class LeadingBom:
    """Takes the first BOM off a body, however it was chunked."""

    __slots__ = ("_held", "settled", "size")

    def __init__(self) -> None:
        self.settled = False
        self.size = 0  # how many bytes were taken off
        self._held = b""

    def strip(self, data: bytes) -> bytes:
        """The next bytes of the body that are no BOM; holds back what may become one."""
        if self.settled:
            return data
        data = self._held + data
        self._held = b""
        if len(data) < len(BOM) and BOM.startswith(data):
            self._held = data
            return b""
        self.settled = True
        if data.startswith(BOM):
            self.size = len(BOM)
        return data[self.size :]

    def rest(self) -> bytes:
        """What was held back when the body ended: the beginning of a BOM that was none."""
        self.settled = True
        return self._held


def decoded(data: bytes | bytearray) -> tuple[str, bool]:
    """The text, and whether it was UTF-8; each malformed sequence becomes one U+FFFD."""
    try:
        return data.decode(), True
    except UnicodeDecodeError:
        return data.decode(errors="replace"), False


def malformed(item: Item, text: str) -> Ignored:
    """What stands beside an item whose bytes are no UTF-8 and decoded to `text`."""
    return Ignored(item.offset, item.end, "utf8-invalid", shortened(text), "expected UTF-8")


def shortened(text: str) -> str:
    """As much of a line as a message shows, with `…` where something was left out."""
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def beginning(data: bytes | bytearray) -> str:
    """The same of bytes that are too many to decode them all."""
    text, _ = decoded(data[: 4 * (SHOWN + 1)])
    return shortened(text)
