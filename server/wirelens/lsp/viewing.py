"""Views as documents of the client: opened, kept up to date, and answered when it asks for one."""

from lsprotocol import types

from wirelens.ide.run_uris import (
    EXTENSIONS,
    ViewName,
    view_name,
    view_name_at,
    view_path,
    view_uri,
)
from wirelens.ide.views import view
from wirelens.lsp.presentations import KINDS, VirtualPresentation, kind_for
from wirelens.lsp.publishing import publish_view
from wirelens.lsp.server import Server, path_of
from wirelens.lsp.sessions import Session
from wirelens.lsp.showing import Showing
from wirelens.lsp.view_documents import ViewDocument, with_line_feeds
from wirelens.run.live import LiveRun

NOTHING = "Nothing was run here in this session: press ▶ Send above the request.\n"


def show(server: Server, session: Session, name: ViewName, takes_focus: bool) -> None:
    """Brings a view of the session before the person, and keeps it up to date."""
    showing = _begun(server, session, name)
    if showing is not None:
        showing.start(True, takes_focus, lambda: publish_view(server, session, name))


async def reachable(server: Server, session: Session, name: ViewName) -> str:
    """The URI of a view's document, for a client that is sent there: its text will be there."""
    showing = session.showings.get(name) or _followed(server, session, name)
    if showing is None:
        return view_uri(name, session.title)
    if not isinstance(showing.presentation, VirtualPresentation):
        await showing.delivered()
    return showing.presentation.uri


def follow(session: Session) -> None:
    """Lets the views that are already shown follow the session's new run."""
    for name, known in list(session.showings.items()):
        live = _live(session, name)
        if live is None or known.follows(live):
            continue
        known.close()
        showing = Showing(live, name.view, known.presentation)
        session.showings[name] = showing
        showing.start(False, False, lambda: None)


def content(server: Server, uri: str) -> str:
    """The text of a view; of one that is unknown a sentence, since clients pop up errors."""
    name = view_name(uri)
    session = None if name is None else server.sessions.at(name.slot)
    live = None if session is None or name is None else _live(session, name)
    if live is None or name is None or session is None:
        return NOTHING
    showing = session.showings.get(name)
    if showing is not None and isinstance(showing.presentation, VirtualPresentation):
        showing.presentation.fetched()
    return live.look(lambda run: view(name.view, run))


def name_of(server: Server, uri: str) -> ViewName | None:
    """The view whose document has this URI, also where views are files; None for any other."""
    if not uri.startswith("file:"):
        return view_name(uri)
    path, folder = path_of(uri), server.view_folder
    if not path.is_relative_to(folder):
        path, folder = path.resolve(), folder.resolve()
    return view_name_at(path.relative_to(folder).as_posix()) if folder in path.parents else None


def opened(server: Server, name: ViewName, item: types.TextDocumentItem) -> None:
    """The client has opened a view's document; one that nobody keeps up to date now is."""
    text = with_line_feeds(item.text)
    server.views[item.uri] = ViewDocument(name, item.version, text, server.encoding)
    session = server.sessions.at(name.slot)
    if session is None:
        return
    showing = session.showings.get(name)
    if showing is None and not item.uri.startswith("file:"):
        showing = _followed(server, session, name)
    if showing is not None and isinstance(showing.presentation, VirtualPresentation):
        showing.presentation.known.set()


def closed(server: Server, uri: str) -> None:
    """The client has closed a view's document: nothing is delivered to it any more.

    A file goes on to grow, for whoever reads it.
    """
    server.views.pop(uri, None)
    name = view_name(uri)
    session = None if name is None else server.sessions.at(name.slot)
    if session is not None and name is not None and (known := session.showings.pop(name, None)):
        known.close()


def document(server: Server, uri: str) -> tuple[Session, LiveRun, ViewDocument] | None:
    """A view's document with its run; of one that the client did not open, what it was given."""
    name = name_of(server, uri)
    session = None if name is None else server.sessions.at(name.slot)
    live = None if session is None or name is None else _live(session, name)
    if session is None or live is None or name is None:
        return None
    found = server.views.get(uri)
    if found is None:
        text = known_text(server, name)
        if text is None:
            text = live.look(lambda run: view(name.view, run))
        found = ViewDocument(name, 0, text, server.encoding)
    return session, live, found


def known_text(server: Server, name: ViewName) -> str | None:
    """The text of a view that the client has; None if it gets the present one when it asks."""
    opened = (each.text for each in server.views.values() if each.name == name)
    session = server.sessions.at(name.slot)
    showing = None if session is None else session.showings.get(name)
    if showing is None or isinstance(showing.presentation, VirtualPresentation):
        return next(opened, None)
    return next(opened, showing.text)


def views() -> tuple[str, ...]:
    """The names of all views."""
    return tuple(EXTENSIONS)


def _followed(server: Server, session: Session, name: ViewName) -> Showing | None:
    """A view that is kept up to date without being brought before anyone."""
    showing = _begun(server, session, name)
    if showing is not None:
        showing.start(False, False, lambda: publish_view(server, session, name))
    return showing


def _begun(server: Server, session: Session, name: ViewName) -> Showing | None:
    live = _live(session, name)
    if live is None:
        return None
    known = session.showings.get(name)
    if known is not None:
        known.close()
    uri = view_uri(name, session.title)
    kind = kind_for(server.client, server.settings.presentation)
    path = server.view_folder / view_path(uri)
    presentation = KINDS[kind](server.client, uri, path) if known is None else known.presentation
    if known is None:
        presentation.prepare()
    showing = session.showings[name] = Showing(live, name.view, presentation)
    return showing


def _live(session: Session, name: ViewName) -> LiveRun | None:
    return session.previous if name.previous else session.live
