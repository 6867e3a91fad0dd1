"""Who asks about views: clients that can be told are told for which documents, others of all.

A client asks a server only about the documents that its own configuration chose, which are the
request files; those of the views are registered when the server knows where they are.
"""

from pathlib import Path
from typing import Any

from lsprotocol import types

from wirelens.ide.run_uris import SCHEME

# Each with its name among the client's capabilities.
_SYNCHRONIZED = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)
_ASKED = {
    types.TEXT_DOCUMENT_HOVER: "hover",
    types.TEXT_DOCUMENT_DEFINITION: "definition",
    types.TEXT_DOCUMENT_REFERENCES: "references",
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: "document_highlight",
}
_OF_VIEWS_ALONE = ("definition", "references", "document_highlight")


def without_registered(
    announced: types.ServerCapabilities, client: types.ClientCapabilities
) -> None:
    """Takes from the capabilities what is registered later, for views alone."""
    for name in _OF_VIEWS_ALONE:
        if _registers(client, name):
            setattr(announced, f"{name}_provider", None)


def registrations(client: types.ClientCapabilities, folder: Path) -> list[types.Registration]:
    """What is registered for the documents of the views; `folder` is where they are files."""
    selector = [
        {"scheme": SCHEME},
        {"scheme": "file", "pattern": f"{folder.as_posix()}/**"},
    ]
    methods = [each for each, name in _ASKED.items() if _registers(client, name)]
    if _registers(client, "synchronization"):
        methods += _SYNCHRONIZED
    return [_registration(each, {"documentSelector": selector}) for each in methods]


def _registration(method: str, options: dict[str, Any]) -> types.Registration:
    if method == types.TEXT_DOCUMENT_DID_CHANGE:
        options = {**options, "syncKind": types.TextDocumentSyncKind.Incremental}
    return types.Registration(id=f"wirelens-{method}", method=method, register_options=options)


def _registers(client: types.ClientCapabilities, name: str) -> bool:
    documents = client.text_document
    found = None if documents is None else getattr(documents, name)
    return found is not None and bool(found.dynamic_registration)
