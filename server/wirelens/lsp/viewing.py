"""Views as documents of the client: opened, kept up to date, and answered when it asks for one."""

from wirelens.ide.run_uris import EXTENSIONS, ViewName, view_name, view_uri
from wirelens.ide.views import view
from wirelens.lsp.presentations import KINDS, VirtualPresentation, kind_for
from wirelens.lsp.publishing import publish_view
from wirelens.lsp.server import Server
from wirelens.lsp.sessions import Session
from wirelens.lsp.showing import Showing
from wirelens.run.live import LiveRun

NOTHING = "Nothing was run here in this session: press ▶ Send above the request.\n"


def show(server: Server, session: Session, name: ViewName, takes_focus: bool) -> None:
    """Brings a view of the session before the person, and keeps it up to date."""
    live = _live(session, name)
    if live is None:
        return
    known = session.showings.get(name)
    if known is not None:
        known.close()
    uri = view_uri(name, session.title)
    kind = kind_for(server.client, server.settings.presentation)
    path = server.view_folder / str(session.slot) / uri.rsplit("/", 1)[1]
    presentation = KINDS[kind](server.client, uri, path) if known is None else known.presentation
    if known is None:
        presentation.prepare()
    showing = Showing(live, name.view, presentation)
    session.showings[name] = showing
    showing.start(True, takes_focus, lambda: publish_view(server, session, name))


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


def opened(server: Server, uri: str) -> None:
    """The client has opened a view's document."""
    showing = _showing(server, uri)
    if showing is not None and isinstance(showing.presentation, VirtualPresentation):
        showing.presentation.known.set()


def closed(server: Server, uri: str) -> None:
    """The client has closed a view's document: nothing is delivered to it any more."""
    name = view_name(uri)
    session = None if name is None else server.sessions.at(name.slot)
    if session is not None and name is not None and (known := session.showings.pop(name, None)):
        known.close()


def views() -> tuple[str, ...]:
    """The names of all views."""
    return tuple(EXTENSIONS)


def _showing(server: Server, uri: str) -> Showing | None:
    name = view_name(uri)
    session = None if name is None else server.sessions.at(name.slot)
    return None if session is None or name is None else session.showings.get(name)


def _live(session: Session, name: ViewName) -> LiveRun | None:
    return session.previous if name.previous else session.live
