"""The client: what it can do, told by its capabilities alone, and requests to it in bounded time.

Never by its name: VSCodium and Cursor are VS Code under other names, and what one says yes to it
may not show. What is not answered in time counts as not answered, and a late answer is dropped.
"""

import asyncio
import logging
from itertools import count
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from wirelens.lsp.protocol import Protocol

logger = logging.getLogger(__name__)

ANSWER_LIMIT = 5.0  # seconds for an answer that needs nobody to act
PERSON_LIMIT = 600.0  # seconds for an answer that a person gives


class Client:
    """One client of one server."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self.capabilities = types.ClientCapabilities()
        self._requests = count(1)

    @property
    def streams(self) -> bool:
        """Whether it takes our own notification for growing views."""
        return self._says("stream")

    @property
    def prompts(self) -> bool:
        """Whether it can ask the person for a text, by our own request."""
        return self._says("prompt")

    @property
    def has_virtual_documents(self) -> bool:
        """Whether it asks for the content of our scheme's documents."""
        workspace = self.capabilities.workspace
        return workspace is not None and workspace.text_document_content is not None

    @property
    def shows_documents(self) -> bool:
        """Whether `window/showDocument` may be sent."""
        window = self.capabilities.window
        shown = None if window is None else window.show_document
        return shown is not None and shown.support

    @property
    def applies_edits(self) -> bool:
        """Whether `workspace/applyEdit` may be sent."""
        workspace = self.capabilities.workspace
        return workspace is not None and bool(workspace.apply_edit)

    @property
    def checks_versions(self) -> bool:
        """Whether an edit may name the version of the document that it is for."""
        workspace = self.capabilities.workspace
        edits = None if workspace is None else workspace.workspace_edit
        return edits is not None and bool(edits.document_changes)

    @property
    def shows_progress(self) -> bool:
        """Whether the server may begin a progress."""
        window = self.capabilities.window
        return window is not None and bool(window.work_done_progress)

    @property
    def refreshes_lenses(self) -> bool:
        """Whether `workspace/codeLens/refresh` may be sent."""
        workspace = self.capabilities.workspace
        lens = None if workspace is None else workspace.code_lens
        return lens is not None and bool(lens.refresh_support)

    def notify(self, method: str, params: object) -> None:
        """Sends a notification."""
        self._protocol.notify(method, params)

    async def ask(self, method: str, params: object, seconds: float = ANSWER_LIMIT) -> Any | None:
        """Sends a request and returns the result; None if there is none in time, or an error."""
        answered = await self._answered(method, params, seconds)
        return None if answered is None else answered[0]

    async def agrees(self, method: str, params: object, seconds: float = ANSWER_LIMIT) -> bool:
        """Sends a request whose result is null and returns whether it was answered in time."""
        return await self._answered(method, params, seconds) is not None

    def tell(self, kind: types.MessageType, message: str) -> None:
        """Shows a message to the person."""
        params = types.ShowMessageParams(type=kind, message=message)
        self.notify(types.WINDOW_SHOW_MESSAGE, params)

    def _says(self, name: str) -> bool:
        experimental = self.capabilities.experimental
        ours = experimental.get("wirelens") if isinstance(experimental, dict) else None
        return isinstance(ours, dict) and bool(ours.get(name))

    async def _answered(self, method: str, params: object, seconds: float) -> tuple[Any] | None:
        id_ = f"wirelens-{next(self._requests)}"
        answer = asyncio.wrap_future(self._protocol.send_request(method, params, msg_id=id_))
        try:
            async with asyncio.timeout(seconds):
                return (await answer,)
        except TimeoutError:
            logger.info('no answer to "%s" within %s s', method, seconds)
        except JsonRpcException as error:
            logger.info('"%s" was refused: %s', method, error.message)
        finally:
            self._protocol.forget(id_)
        return None
