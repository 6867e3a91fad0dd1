"""Recorded bodies of which an official SDK and we tell different things, and why."""

from dataclasses import dataclass

from wirelens.jsonvalue import JsonValue


@dataclass(frozen=True)
class Difference:
    """Which rule of the provider's shows the SDK to be wrong, and what we tell in its place."""

    file: str
    rule: str
    ours: dict[str, JsonValue]


_ROLLS: list[JsonValue] = [[f'rollDie {{"player":"player{2 - n % 2}"}}'] for n in range(13)]

DIFFERENCES = (
    Difference(
        "anthropic/anthropics_anthropic-sdk-python__lib.streaming.incomplete_partial_json_response.sse",
        "Anthropic, fine-grained tool streaming: max_tokens may cut the input off",
        {"calls": [['make_file {"filename": "taxes.txt"…TION",\n"",\n"Filing taxes (149)']]},
    ),
    Difference(
        "anthropic/pydantic_pydantic-ai__models.test_anthropic.test_anthropic_mcp_servers_stream.sse",
        "Anthropic, MCP connector: mcp_tool_use streams its input as tool_use does",
        {"calls": [['ask_question {"repoName": "pydantic/p… features and purpose?"} (122)']]},
    ),
    Difference(
        "anthropic/vercel_ai__anthropic.anthropic-mcp.1.chunks.sse",
        "Anthropic, MCP connector: mcp_tool_use streams its input as tool_use does",
        {"calls": [['echo {"message": "hello world"}']]},
    ),
    Difference(
        "anthropic/vercel_ai__anthropic.anthropic-programmatic-tool-calling.1.chunks.sse",
        "Anthropic, streaming: message_stop ends a message, so that what follows is another one",
        {
            "text": [
                "I'll help you simulate t…ne player wins 3 rounds. (157)",
                *[""] * 13,
                "## Game Results\n\n**Playe… 3 against Player 1's 2. (675)",
            ],
            "calls": [
                [
                    'code_execution {"code": "\\nimport async…nasyncio.run(main())\\n"} (2011)',
                    'rollDie {"player":"player1"}',
                ],
                *_ROLLS,
                [],
            ],
            "finish_reason": [*["tool_use"] * 14, "end_turn"],
        },
    ),
    Difference(
        "anthropic/vercel_ai__anthropic.anthropic-tool-search-bm25.1.chunks.sse",
        "Anthropic, streaming: message_stop ends a message, so that what follows is another one",
        {
            "text": [
                "I'll search for a weathe…ather for San Francisco. (177)",
                "The current weather in S…oudy\n- **Humidity:** 65% (119)",
            ],
            "calls": [
                [
                    'tool_search_tool_bm25 {"query": "weather forecast current conditions"}',
                    'get_weather {"location": "San Francisco, CA"}',
                ],
                [],
            ],
            "finish_reason": ["tool_use", "end_turn"],
        },
    ),
    Difference(
        "anthropic/vercel_ai__anthropic.spliced-message-start.chunks.sse",
        "Anthropic, streaming: message_start begins another message; the first was cut off",
        {
            "reasoning": ["I will call the tool.", "Let me call the tool."],
            "calls": [['test-tool {"value":"Spark'], ['test-tool {"value":"Sparkle Day"}']],
            "finish_reason": [None, "tool_use"],
        },
    ),
    Difference(
        "cerebras/vercel_ai__cerebras.cererebras-structured-output-tools.1.chunks.sse",
        "OpenAI, tool calls: an id names one call, so that another id is another call",
        {"calls": [["nonUsefulTool {}", "nonUsefulTool {}"]]},
    ),
    Difference(
        "groq/pydantic_pydantic-ai__models.test_groq.test_groq_model_thinking_part_iter.sse",
        "Groq, API reference: x_groq.usage holds the usage where it was not asked for",
        {
            "usage": {
                "prompt_tokens": 21,
                "completion_tokens": 988,
                "total_tokens": 1009,
            }
        },
    ),
    Difference(
        "groq/pydantic_pydantic-ai__models.test_groq.test_groq_model_web_search_tool_stream.sse",
        "Groq, API reference: x_groq.usage holds the usage where it was not asked for",
        {
            "usage": {
                "prompt_tokens": 5003,
                "completion_tokens": 359,
                "total_tokens": 5362,
            }
        },
    ),
    Difference(
        "mistral/crmne_ruby_llm__vcr_chat_mistral_hybrid_reasoning_streams_thinking_separately_from_content.sse",
        "Mistral, reasoning: content may be a list of parts, thinking and text",
        {
            "text": ["144"],
            "reasoning": ["The user is asking for t…\n\nSo, the answer is 144. (174)"],
        },
    ),
    Difference(
        "openai/simonw_llm__test_tools_streaming.test_tools_streaming_variant_a.sse",
        "OpenAI, tool calls: id and name are whole; repeated with each delta they stay the same",
        {"calls": [["llm_version {}"]]},
    ),
    Difference(
        "snowflake/pydantic_pydantic-ai__models.test_snowflake.test_snowflake_thinking_streaming.sse",
        "OpenRouter, reasoning tokens: the text may stand in reasoning_details alone",
        {"reasoning": ["15 * 27 = 405"]},
    ),
    # The SDK raised an exception in the middle of these: its result is what it had by then.
    Difference(
        "anthropic/vercel_ai__openai-compatible.chat.anthropic-fallback-tool-call.sse",
        "OpenAI, tool calls: index is a name, not a place in a list; the first may be above 0",
        {"calls": [['read_file {"path": "a.txt"}']], "finish_reason": ["tool_calls"]},
    ),
    Difference(
        "openrouter/pydantic_pydantic-ai__models.test_openrouter.test_openrouter_stream_error.sse",
        "OpenRouter, errors: an error may stand on a chunk with choices and usage",
        {
            "usage": {
                "prompt_tokens": 43,
                "completion_tokens": 10,
                "total_tokens": 53,
                "cost": 0,
            }
        },
    ),
    Difference(
        "openrouter/pydantic_pydantic-ai__models.test_openrouter.test_openrouter_web_search_annotations_stream.sse",
        "OpenRouter, web search: annotations are a list without indices, each new",
        {
            "text": ["The URL for Pydantic AI'…com/pydantic/pydantic-ai (90)"],
            "finish_reason": ["stop"],
            "usage": {"prompt_tokens": 2317, "completion_tokens": 53, "total_tokens": 2370},
        },
    ),
)
