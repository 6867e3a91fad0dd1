"""The outbox keeps order, replaces by key, and never blocks the one who puts."""

import threading

from wirelens.lsp.outbox import Outbox


class SlowClient:
    """Takes frames, but only while its gate is open."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.entered = threading.Event()
        self.frames: list[bytes] = []

    def write(self, frame: bytes) -> None:
        self.entered.set()
        assert self.gate.wait(10)
        self.frames.append(frame)


def blocked() -> tuple[SlowClient, Outbox]:
    client = SlowClient()
    outbox = Outbox(client.write, bound=1000)
    outbox.put(b"first")
    assert client.entered.wait(10)
    return client, outbox


def test_frames_leave_in_order() -> None:
    client, outbox = blocked()
    outbox.put(b"second")
    outbox.put(b"third")
    client.gate.set()
    outbox.close(10)
    assert client.frames == [b"first", b"second", b"third"]


def test_a_waiting_frame_is_replaced_by_the_next_of_its_key() -> None:
    client, outbox = blocked()
    outbox.put(b"old", "diagnostics")
    outbox.put(b"other")
    outbox.put(b"new", "diagnostics")
    client.gate.set()
    outbox.close(10)
    assert client.frames == [b"first", b"new", b"other"]


def test_a_client_beyond_the_bound_is_given_up() -> None:
    client, outbox = blocked()
    outbox.put(b"x" * 1001)
    assert outbox.broken.is_set()
    assert outbox.backlog == 0
    client.gate.set()
    outbox.close(10)


def test_a_closed_pipe_is_noticed() -> None:
    def fail(frame: bytes) -> None:
        raise BrokenPipeError

    outbox = Outbox(fail)
    outbox.put(b"x")
    assert outbox.broken.wait(10)
