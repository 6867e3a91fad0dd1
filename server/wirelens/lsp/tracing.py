"""Questions about places in views: what an event brought, where it stands, and where else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from lsprotocol import types

from wirelens.ide import provenance
from wirelens.ide.provenance import Shown, Traces
from wirelens.ide.run_uris import ViewName
from wirelens.lsp import viewing
from wirelens.lsp.server import Server
from wirelens.lsp.sessions import Session
from wirelens.lsp.view_documents import range_in
from wirelens.run.live import LiveRun

Found = TypeVar("Found")
Params = (
    types.HoverParams
    | types.DefinitionParams
    | types.ReferenceParams
    | types.DocumentHighlightParams
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A place in a view of a run, as the client has it."""

    server: Server
    session: Session
    live: LiveRun
    name: ViewName
    shown: Shown
    offset: int

    def look(self, at: Callable[[Traces], Found]) -> Found:
        """What `at` makes of the traces of the run."""
        kept = self.server.traces
        return self.live.look(lambda run: at(kept.setdefault(self.live, Traces(run))))


def hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    """What is told of the events at a place of a view."""
    asked = _asked(server, params)
    if asked is None:
        return None
    found = asked.look(lambda traces: provenance.told(traces, asked.shown, asked.offset))
    if found is None:
        return None
    contents = types.MarkupContent(kind=types.MarkupKind.Markdown, value=found.markdown)
    range_ = range_in(asked.shown.text, found.span, server.encoding)
    return types.Hover(contents=contents, range=range_)


async def definition(server: Server, params: types.DefinitionParams) -> list[types.Location] | None:
    """The lines of the raw view with the events at a place of any view."""
    return await _located(server, params, "raw")


async def references(server: Server, params: types.ReferenceParams) -> list[types.Location] | None:
    """The words of the reply that came with the events at a place of any view."""
    return await _located(server, params, "reply")


def highlights(
    server: Server, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight] | None:
    """What came with the same event, in the same view."""
    asked = _asked(server, params)
    if asked is None:
        return None
    spans = asked.look(lambda traces: provenance.highlights(traces, asked.shown, asked.offset))
    ranges = (range_in(asked.shown.text, span, server.encoding) for span in spans)
    return [types.DocumentHighlight(range=each) for each in ranges]


def _asked(server: Server, params: Params) -> Asked | None:
    found = viewing.document(server, params.text_document.uri)
    if found is None:
        return None
    session, live, document = found
    shown = Shown(document.name.view, document.text)
    offset = document.offset(params.position)
    return Asked(server, session, live, document.name, shown, offset)


async def _located(server: Server, params: Params, view: str) -> list[types.Location] | None:
    asked = _asked(server, params)
    if asked is None:
        return None
    name = ViewName(asked.name.slot, view, asked.name.previous)
    known = viewing.known_text(server, name)
    found = asked.look(
        lambda traces: provenance.places(
            traces, provenance.events_at(traces, asked.shown, asked.offset), view, known
        )
    )
    if not found.spans:
        return None
    uri = await viewing.reachable(server, asked.session, name)
    ranges = (range_in(found.text, span, server.encoding) for span in found.spans)
    return [types.Location(uri=uri, range=each) for each in ranges]
