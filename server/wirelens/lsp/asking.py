"""What the user is asked before anything is sent: trust in the workspace, a secret's new origin.

Asked once; the answers are kept in user state. No answer is a no, this time.
"""

from pathlib import Path

from lsprotocol import types

from wirelens.lsp.client import PERSON_LIMIT
from wirelens.lsp.server import Server
from wirelens.run.launch import Launch

TRUST, ALLOW, REFUSE = "Trust", "Allow", "Don't"


async def may_send(server: Server, root: Path) -> bool:
    """Whether requests of the workspace may be sent."""
    if server.settings.trusted is not None:
        return server.settings.trusted
    known = server.consent.trusts(root)
    if known is not None:
        return known
    question = f'Send requests of "{root.name}"? Its request files decide what is sent where.'
    answer = await _ask(server, question, TRUST)
    if answer is None:
        return False
    server.consent.trust(root, answer == TRUST)
    return answer == TRUST


async def may_receive_secrets(server: Server, root: Path, launched: Launch) -> bool:
    """Whether the request's origin may have the secrets that the request holds."""
    from wirelens.run.transport import origin  # imports httpx: not before a user's act

    if not launched.outgoing.secrets:
        return True
    target = origin(launched.outgoing.url.reveal())
    hosts = server.settings.secret_hosts
    if target.host in hosts or target.address in hosts or server.consent.allows(root, str(target)):
        return True
    names = sorted({secret.source for secret in launched.outgoing.secrets})
    question = f"Send {', '.join(names)} to {target}?"
    if await _ask(server, question, ALLOW) != ALLOW:
        return False
    server.consent.allow(root, str(target))
    return True


async def _ask(server: Server, question: str, yes: str) -> str | None:
    actions = [types.MessageActionItem(title=title) for title in (yes, REFUSE)]
    params = types.ShowMessageRequestParams(
        type=types.MessageType.Warning, message=question, actions=actions
    )
    method = types.WINDOW_SHOW_MESSAGE_REQUEST
    answer = await server.client.ask(method, params, PERSON_LIMIT)
    return answer.title if isinstance(answer, types.MessageActionItem) else None
