"""All formats of the table, each in the ways in which a provider streams it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from providers import agents, apps, claude, cohere, google, openai, plain, vercel
from providers.sent import Event, Said, Stream
from wirelens.stream.dialects.format import ALL, Merged
from wirelens.stream.dialects.table import FORMATS


@dataclass(frozen=True)
class Provider:
    """One way to stream replies in a dialect; `error` is what it sends when something went wrong.

    `lacks`: what the dialect merges, but this way of streaming does not bring. `is_text`: the data
    is text and not JSON, which cannot hold a CR.
    """

    dialect: str
    stream: Callable[..., Stream]
    error: Event
    lacks: frozenset[Merged] = frozenset()
    is_text: bool = False

    @property
    def name(self) -> str:
        """What tests call it."""
        return f"{self.dialect} {self.stream.__name__}"

    @property
    def carries(self) -> frozenset[Merged]:
        """What it brings."""
        return _CLAIMED[self.dialect] - self.lacks

    def sayable(self, messages: Sequence[Said]) -> tuple[Said, ...]:
        """What it can say of the messages."""
        count = len(messages) if "several messages" in self.carries else 1
        return tuple(self._sayable(each) for each in messages[:count])

    def _sayable(self, said: Said) -> Said:
        text = tuple(each.replace("\r", "") for each in said.text) if self.is_text else said.text
        return Said(
            text,
            said.reasoning if "reasoning" in self.carries else (),
            said.refusal if "refusal" in self.carries else (),
            said.calls if "tool calls" in self.carries else (),
            said.citations if "citations" in self.carries else (),
        )


_CLAIMED: dict[str, frozenset[Merged]] = {}
for each in FORMATS:  # an id may be that of several formats
    _CLAIMED[each.dialect.id] = _CLAIMED.get(each.dialect.id, frozenset()) | each.merges

WRONG = "went wrong"
_OBJECT: Event = ("", {"error": {"message": WRONG}})
_TEXT: Event = ("", {"error": WRONG})
_NAMED: Event = ("error", {"error": {"message": WRONG}})
_OVERLOADED: Event = ("error", {"type": "error", "error": {"message": WRONG}})
_EXCEPTION: Event = ("throttlingException", {"message": WRONG})
_RUN: Event = ("", {"type": "RUN_ERROR", "message": WRONG})
_RPC: Event = ("", {"jsonrpc": "2.0", "id": 1, "error": {"code": -32603, "message": WRONG}})
_UI: Event = ("", {"type": "error", "errorText": WRONG})
_FLAT: Event = ("error", {"message": WRONG, "status_code": 500})
_COHERE: Event = (
    "message-end",
    {"type": "message-end", "delta": {"finish_reason": "ERROR", "error": WRONG}},
)
_COHERE_1: Event = ("", {"event_type": "stream-error", "is_finished": True, "err": WRONG})
_RUN_FAILED: Event = (
    "thread.run.failed",
    {"object": "thread.run", "status": "failed", "last_error": {"message": WRONG}},
)
_INTERACTION: Event = ("error", {"event_type": "error", "error": {"message": WRONG}})
_TASK: Event = ("", {"jsonrpc": "2.0", "id": 1, "error": {"code": -32001, "message": WRONG}})
_GRAPH: Event = (
    "",
    {
        "type": "event",
        "seq": 99,
        "method": "lifecycle",
        "params": {"namespace": [], "data": {"event": "failed", "error": WRONG}},
    },
)
_DIFY: Event = ("", {"event": "error", "task_id": "t", "status": 400, "message": WRONG})
_CHAT_FAILED: Event = (
    "conversation.chat.failed",
    {"conversation_id": "c", "status": "failed", "last_error": {"msg": WRONG}},
)
_WORKFLOW: Event = ("Error", {"error_code": 1, "error_message": WRONG})
_DETAIL: Event = ("error", {"detail": WRONG})
_LIST: Event = ("error", {"errors": [{"code": "c", "message": WRONG}]})

_ONE: frozenset[Merged] = frozenset(("several messages",))
_TEXT_ALONE: frozenset[Merged] = ALL - {"text", "usage", "finish reason", "error"}
_OF_AGENTS: frozenset[Merged] = ALL - {"text", "reasoning", "citations", "error"}

PROVIDERS = (
    Provider("openai-chat", openai.chat, _OBJECT),
    Provider("openai-completions", openai.completions, _OBJECT),
    Provider("openai-responses", openai.responses, _OVERLOADED),
    Provider("openai-assistants", openai.assistants, _RUN_FAILED),
    Provider("anthropic-messages", claude.messages, _OVERLOADED),
    Provider("gemini", google.gemini, _OBJECT),
    Provider("gemini", google.gemini_array, _OBJECT),
    Provider("gemini-code-assist", google.code_assist, _OBJECT),
    Provider("gemini-code-assist", google.code_assist_array, _OBJECT),
    Provider("gemini-interactions", google.interactions, _INTERACTION),
    Provider("ollama-chat", plain.ollama_chat, _TEXT),
    Provider("ollama-generate", plain.ollama_generate, _TEXT),
    Provider("cohere-v2", cohere.version_2, _COHERE),
    Provider("cohere-v1", cohere.chat_1, _COHERE_1, _ONE),
    Provider("cohere-v1", cohere.generate_1, _COHERE_1, _TEXT_ALONE - _ONE),
    Provider("bedrock-converse", claude.converse, _EXCEPTION),
    Provider("bedrock-invoke", claude.invoke, _EXCEPTION, frozenset(("refusal",))),
    Provider("bedrock-invoke", claude.invoke_chat, _EXCEPTION),
    Provider("bedrock-invoke", claude.invoke_text, _EXCEPTION, _TEXT_ALONE),
    Provider("bedrock-invoke", claude.invoke_agent, _EXCEPTION, _OF_AGENTS),
    Provider("vercel-ui", vercel.ui_stream, _UI),
    Provider("vercel-data-v4", vercel.data_stream, ("3", WRONG)),
    Provider("mcp", agents.mcp, _RPC),
    Provider("a2a", agents.a2a, _TASK),
    Provider("ag-ui", agents.ag_ui, _RUN),
    Provider("tgi", plain.tgi, _TEXT),
    Provider("dify", apps.dify_chatflow, _DIFY, frozenset(("tool calls",))),
    Provider("dify", apps.dify_agent, _DIFY, frozenset(("finish reason",))),
    Provider("coze", apps.coze_chat, _CHAT_FAILED),
    Provider("coze", apps.coze_workflow, _WORKFLOW, _TEXT_ALONE - _ONE),
    Provider("langserve", apps.langserve, _FLAT, _ONE),
    Provider("langserve", apps.langserve_events, _FLAT),
    Provider("langgraph", apps.langgraph, _GRAPH, frozenset(("model",))),
    Provider("langgraph", apps.langgraph_modes, _FLAT),
    Provider("langgraph", apps.langgraph_values, _GRAPH, _TEXT_ALONE - {"model"}),
    Provider("replicate", plain.replicate, _DETAIL, frozenset(("finish reason",)), is_text=True),
    Provider("replicate", plain.replicate_canceled, _DETAIL, is_text=True),
    Provider("watsonx", plain.watsonx, _LIST),
)
