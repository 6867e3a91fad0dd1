"""The dialects, in the order in which an event is held against them; the first that fits is it."""

from wirelens.stream.dialects.anthropic_messages import AnthropicMessages
from wirelens.stream.dialects.dialect import Dialect
from wirelens.stream.dialects.gemini import Gemini
from wirelens.stream.dialects.ollama import OllamaChat, OllamaGenerate
from wirelens.stream.dialects.openai_chat import OpenAIChat
from wirelens.stream.dialects.openai_responses import OpenAIResponses

DIALECTS: tuple[type[Dialect], ...] = (
    AnthropicMessages,
    OpenAIResponses,
    Gemini,
    OpenAIChat,
    OllamaChat,
    OllamaGenerate,
)
