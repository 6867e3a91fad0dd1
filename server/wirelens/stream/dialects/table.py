"""The formats, in the order in which an event is held against them; the first that fits is it."""

from wirelens.stream.dialects.a2a import A2A
from wirelens.stream.dialects.ag_ui import AgUi
from wirelens.stream.dialects.anthropic_messages import AnthropicMessages
from wirelens.stream.dialects.bedrock_converse import BedrockConverse
from wirelens.stream.dialects.bedrock_invoke import BedrockInvoke
from wirelens.stream.dialects.cohere_v1 import CohereV1
from wirelens.stream.dialects.cohere_v2 import CohereV2
from wirelens.stream.dialects.coze import Coze
from wirelens.stream.dialects.dify import Dify
from wirelens.stream.dialects.format import ALL, Format
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

FORMATS: tuple[Format, ...] = (
    Format(
        VercelData,
        "AI SDK 4, data stream",
        'lines of one character, a colon and JSON, as in `0:"…"`',
        ALL - {"refusal", "model", "several messages"},
        always_finishes=True,
    ),
    Format(
        BedrockInvoke,
        "Amazon Bedrock, InvokeModelWithResponseStream and InvokeAgent",
        (
            "an event `chunk` whose `bytes` are an event of the model's maker, in base64; of an "
            "agent text, `trace` or `returnControl`"
        ),
        ALL,
    ),
    Format(
        BedrockConverse,
        "Amazon Bedrock, ConverseStream",
        "the event types `messageStart`, `contentBlock…` and `messageStop`",
        ALL - {"refusal", "model", "several messages"},
        always_finishes=True,
    ),
    Format(
        A2A,
        "A2A 0.3 and 1",
        (
            "a `result` whose `kind` is `task`, `message`, `status-update` or `artifact-update`; "
            "in version 1 its member `task`, `message`, `statusUpdate` or `artifactUpdate`; "
            "an `error` with a code of A2A's own"
        ),
        frozenset({"text", "reasoning", "refusal", "finish reason", "error"}),
    ),
    Format(
        Mcp,
        "MCP, streamable HTTP",
        "`jsonrpc` beside `method`, `result` or `error`",
        frozenset({"text", "error", "several messages"}),
    ),
    Format(
        AnthropicMessages,
        "Anthropic Messages",
        (
            "a `type` of `message_start`, `content_block_…`, `message_delta` or `message_stop`; "
            "the event type `ping`"
        ),
        ALL - {"refusal"},
        always_finishes=True,
    ),
    Format(
        OpenAIResponses,
        "OpenAI Responses",
        "a `type` that begins with `response.`",
        ALL,
        always_finishes=True,
    ),
    Format(
        CohereV2,
        "Cohere Chat 2",
        (
            "a `type` such as `message-start` or `content-delta` beside `delta.message` or "
            "`delta.finish_reason`"
        ),
        ALL - {"refusal", "model", "several messages"},
        always_finishes=True,
    ),
    Format(
        AgUi,
        "AG-UI",
        "a `type` in capitals, such as `RUN_STARTED` or `TEXT_MESSAGE_CONTENT`",
        ALL - {"refusal", "citations"},
    ),
    Format(
        VercelUi,
        "AI SDK 5 and later, UI message stream",
        (
            "a `type` such as `start` or `text-delta` with the members of such a chunk, and "
            "no event type"
        ),
        ALL - {"refusal", "several messages"},
    ),
    Format(
        GeminiInteractions,
        "Gemini Interactions",
        "an `event_type` that begins with `interaction.`, `step.` or `content.`",
        ALL - {"refusal", "several messages"},
    ),
    Format(
        CohereV1,
        "Cohere Chat and Generate 1",
        (
            "an `event_type` such as `text-generation` or `stream-end`; before there were "
            "any, `is_finished` beside `text`"
        ),
        ALL - {"reasoning", "refusal", "model"},
        always_finishes=True,
    ),
    Format(
        OpenAIAssistants,
        "OpenAI Assistants",
        "an `object` that begins with `thread.run` or `thread.message`",
        ALL - {"reasoning"},
    ),
    Format(
        GeminiCodeAssist,
        "Gemini Code Assist",
        (
            "`response` with a Gemini response in it: `candidates`, `promptFeedback` or "
            "`usageMetadata`"
        ),
        ALL - {"refusal"},
        always_finishes=True,
    ),
    Format(
        Gemini,
        "Gemini, as events and as an array",
        "`candidates`, `promptFeedback` or `usageMetadata`",
        ALL - {"refusal"},
        always_finishes=True,
    ),
    Format(
        OpenAICompletions,
        "OpenAI Completions",
        (
            "`choices[].text` without a delta or a message beside it, or an `object` of "
            "`text_completion`"
        ),
        frozenset({"text", "usage", "finish reason", "model", "error", "several messages"}),
        always_finishes=True,
    ),
    Format(
        OpenAIChat,
        "OpenAI Chat Completions, and all that is compatible",
        (
            "`choices[].delta` or `choices[].message`, or `choices` beside an `object` that "
            "begins with `chat.completion`"
        ),
        ALL,
        always_finishes=True,
    ),
    Format(
        OllamaChat,
        "Ollama, `/api/chat`",
        "`done` beside `message`",
        ALL - {"refusal", "citations", "several messages"},
        always_finishes=True,
    ),
    Format(
        OllamaGenerate,
        "Ollama, `/api/generate`",
        "`done` beside `response`",
        ALL - {"refusal", "citations", "several messages"},
        always_finishes=True,
    ),
    Format(
        Tgi,
        "Text Generation Inference",
        "`token` beside `generated_text`",
        frozenset({"text", "usage", "finish reason", "error"}),
    ),
    Format(
        Watsonx,
        "watsonx.ai, text generation",
        "`results[].generated_text`",
        frozenset({"text", "usage", "finish reason", "model", "error", "several messages"}),
        always_finishes=True,
    ),
    Format(
        Dify,
        "Dify, chats, agents and workflows",
        "`event` in the JSON beside `task_id`, `message_id` or `workflow_run_id`",
        ALL - {"refusal", "model", "several messages"},
    ),
    Format(
        Coze,
        "Coze, chats and workflows",
        (
            "the event types `conversation.chat.…` and `conversation.message.…`; of a "
            "workflow `Message`, `Interrupt` and `Error`"
        ),
        ALL - {"refusal", "citations", "model"},
    ),
    Format(
        LangGraph,
        "LangGraph, numbered events",
        "a `type` of `event` with `seq`, `method` and `params.namespace`",
        ALL - {"refusal", "citations"},
    ),
    Format(
        LangGraphModes,
        "LangGraph, an event type a stream mode",
        (
            "the event types `messages`, `messages/partial`, `messages/complete` and `values`, or "
            "`metadata` with `attempt`"
        ),
        ALL - {"refusal", "citations"},
        ends_without_data="end",
    ),
    Format(
        LangServe,
        "LangServe",
        "the event types `metadata`, with `run_id` alone, and `data`",
        ALL - {"refusal", "citations"},
        ends_without_data="end",
        begins_alike="metadata",
    ),
    Format(
        Replicate,
        "Replicate",
        "the event type `output` with text for data",
        frozenset({"text", "finish reason", "error"}),
        plain=Replicate.plain,
    ),
)

DIALECTS = tuple(each.dialect for each in FORMATS)
