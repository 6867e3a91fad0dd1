"""What must happen before a request can be sent: the requests that it needs, what it prompts for.

A request that a directive names is sent without asking; one that only a reference needs is sent
when the person agrees.
"""

from pathlib import Path

from lsprotocol import types

from wirelens.ide.chaining import Exchange
from wirelens.ide.prompts import Prompt
from wirelens.lsp.client import PERSON_LIMIT
from wirelens.lsp.server import Server, path_of
from wirelens.run.program import exchange
from wirelens.secret import Secret
from wirelens.syntax.names import slug

SEND, REFUSE = "Send", "Don't"
PROMPT = "wirelens/prompt"


class SentHere:
    """The exchanges of the requests that were sent from this editor."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def of(self, path: Path, name: str) -> Exchange | None:
        """The last exchange of a named request that has ended, of the run before if it has not."""
        for session in self._server.sessions:
            if slug(session.key.name) != name or path_of(session.key.uri) != path:
                continue
            for live in (session.live, session.previous):
                if live is not None and not live.look(lambda run: run.pending):
                    return exchange(*live.exchanged)
        return None


async def agrees_to_send(server: Server, needed: str, meant: str) -> bool:
    """Whether the person lets a request go out that another reads the reply of."""
    question = f'"{meant}" reads the reply of "{needed}", which has not been sent. Send it first?'
    actions = [types.MessageActionItem(title=title) for title in (SEND, REFUSE)]
    params = types.ShowMessageRequestParams(
        type=types.MessageType.Info, message=question, actions=actions
    )
    answer = await server.client.ask(types.WINDOW_SHOW_MESSAGE_REQUEST, params, PERSON_LIMIT)
    return isinstance(answer, types.MessageActionItem) and answer.title == SEND


async def answers_to(server: Server, prompts: list[Prompt]) -> dict[str, str | Secret] | str:
    """What the person answers to each prompt; or why nobody could be asked."""
    answers: dict[str, str | Secret] = {}
    for prompt in prompts:
        if not server.client.prompts:
            return f'"{prompt.name}" is asked for, and this editor has no way to ask: define it'
        params = {"name": prompt.name, "question": prompt.question, "secret": prompt.is_secret}
        answer = await server.client.ask(PROMPT, params, PERSON_LIMIT)
        value = answer.get("value") if isinstance(answer, dict) else getattr(answer, "value", None)
        if not isinstance(value, str):
            return f'nobody answered what "{prompt.name}" is'
        answers[prompt.name] = Secret(value, "prompt") if prompt.is_secret else value
    return answers
