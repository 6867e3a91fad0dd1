"""The dialects, in the order in which an event is held against them; the first that fits is it."""

from wirelens.stream.dialects.a2a import A2A
from wirelens.stream.dialects.ag_ui import AgUi
from wirelens.stream.dialects.anthropic_messages import AnthropicMessages
from wirelens.stream.dialects.bedrock_converse import BedrockConverse
from wirelens.stream.dialects.bedrock_invoke import BedrockInvoke
from wirelens.stream.dialects.cohere_v1 import CohereV1
from wirelens.stream.dialects.cohere_v2 import CohereV2
from wirelens.stream.dialects.coze import Coze
from wirelens.stream.dialects.dialect import Dialect
from wirelens.stream.dialects.dify import Dify
from wirelens.stream.dialects.gemini import Gemini
from wirelens.stream.dialects.gemini_code_assist import GeminiCodeAssist
from wirelens.stream.dialects.gemini_interactions import GeminiInteractions
from wirelens.stream.dialects.langgraph import LangGraph
from wirelens.stream.dialects.langgraph_modes import LangGraphModes
from wirelens.stream.dialects.langserve import LangServe
from wirelens.stream.dialects.mcp import Mcp
from wirelens.stream.dialects.ollama import OllamaChat, OllamaGenerate
from wirelens.stream.dialects.openai_assistants import OpenAIAssistants
from wirelens.stream.dialects.openai_chat import OpenAIChat
from wirelens.stream.dialects.openai_completions import OpenAICompletions
from wirelens.stream.dialects.openai_responses import OpenAIResponses
from wirelens.stream.dialects.replicate import Replicate
from wirelens.stream.dialects.tgi import Tgi
from wirelens.stream.dialects.vercel_data import VercelData
from wirelens.stream.dialects.vercel_ui import VercelUi
from wirelens.stream.dialects.watsonx import Watsonx

DIALECTS: tuple[type[Dialect], ...] = (
    VercelData,
    BedrockInvoke,
    BedrockConverse,
    A2A,
    Mcp,
    AnthropicMessages,
    OpenAIResponses,
    CohereV2,
    AgUi,
    VercelUi,
    GeminiInteractions,
    CohereV1,
    OpenAIAssistants,
    GeminiCodeAssist,
    Gemini,
    OpenAICompletions,
    OpenAIChat,
    OllamaChat,
    OllamaGenerate,
    Tgi,
    Watsonx,
    Dify,
    Coze,
    LangGraph,
    LangGraphModes,
    LangServe,
    Replicate,
)
# The event types whose data is text, whatever it looks like.
PLAIN_DATA: dict[str, frozenset[str]] = {Replicate.id: Replicate.plain}
# The type that ends a reply although it has no data, so that it is not dispatched.
WITHOUT_DATA: dict[str, str] = {LangServe.id: LangServe.last, LangGraphModes.id: "end"}
# Types that begin two formats: what they show holds unless the next event shows another.
SHARED: dict[str, str] = {LangServe.id: "metadata"}
