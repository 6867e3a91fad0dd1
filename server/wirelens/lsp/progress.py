"""`$/progress` of a run: live counts, at most five reports a second, and a cancel."""

import asyncio

from lsprotocol import types

from wirelens.ide.measures import counted, size
from wirelens.lsp.client import Client
from wirelens.lsp.sessions import Session
from wirelens.stream.run import Run

INTERVAL = 0.2  # seconds between two reports


class Progress:
    """The progress of one run of a session."""

    def __init__(self, client: Client, session: Session, number: int) -> None:
        self.token = f"wirelens-run-{session.slot}-{number}"
        self._client = client
        self._session = session
        session.progress_token = self.token

    async def follow(self) -> None:
        """Reports until the run has ended; a client that refuses the token gets no report."""
        if not self._client.shows_progress:
            return
        created = types.WorkDoneProgressCreateParams(token=self.token)
        method = types.WINDOW_WORK_DONE_PROGRESS_CREATE
        if not await self._client.agrees(method, created):
            return
        title = self._session.title
        self._send(types.WorkDoneProgressBegin(title=title, cancellable=True, message="sent"))
        said = ""
        while self._session.pending and self._session.live is not None:
            await asyncio.sleep(INTERVAL)
            message = self._session.live.look(_counts)
            if message != said:
                self._send(types.WorkDoneProgressReport(message=message, cancellable=True))
                said = message
        state = self._session.state
        self._send(types.WorkDoneProgressEnd(message="" if state is None else state.summary))

    def _send(
        self,
        value: types.WorkDoneProgressBegin
        | types.WorkDoneProgressReport
        | types.WorkDoneProgressEnd,
    ) -> None:
        self._client.notify(types.PROGRESS, types.ProgressParams(token=self.token, value=value))


def _counts(run: Run) -> str:
    if run.response is None:
        return "waiting for the response"
    parts = [str(run.response.status), size(len(run.log.body))]
    if run.log.events:
        parts.insert(1, counted(run.log.events, "event"))
    return " · ".join(parts)
