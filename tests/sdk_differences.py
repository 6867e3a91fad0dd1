"""Recorded bodies of which an official SDK and we tell different things, and why."""

from dataclasses import dataclass

from wirelens.jsonvalue import JsonValue


@dataclass(frozen=True)
class Difference:
    """Which rule of the provider's stream shows the SDK to be wrong, and what we tell instead."""

    file: str
    reason: str
    ours: dict[str, JsonValue]


_ROLLS: list[JsonValue] = [[f'rollDie {{"player":"player{2 - n % 2}"}}'] for n in range(13)]

DIFFERENCES = (
    Difference(
        "anthropic/anthropics_anthropic-sdk-python__lib.streaming.incomplete_partial_json_response.sse",
        "the input was cut off by max_tokens: the SDK closes the JSON and drops the open string",
        {"calls": [['make_file {"filename": "taxes.txt"…TION",\n"",\n"Filing taxes (149)']]},
    ),
    Difference(
        "anthropic/pydantic_pydantic-ai__models.test_anthropic.test_anthropic_mcp_servers_stream.sse",
        "input_json_delta belongs to mcp_tool_use as well: the SDK's stable API leaves it out",
        {"calls": [['ask_question {"repoName": "pydantic/p… features and purpose?"} (122)']]},
    ),
    Difference(
        "anthropic/vercel_ai__anthropic.anthropic-mcp.1.chunks.sse",
        "input_json_delta belongs to mcp_tool_use as well: the SDK's stable API leaves it out",
        {"calls": [['echo {"message": "hello world"}']]},
    ),
    Difference(
        "anthropic/vercel_ai__anthropic.anthropic-programmatic-tool-calling.1.chunks.sse",
        "message_start with a new id after message_stop begins another message",
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
        "message_start with a new id after message_stop begins another message",
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
        "message_start with a new id inside an open message cuts that one off",
        {
            "reasoning": ["I will call the tool.", "Let me call the tool."],
            "calls": [['test-tool {"value":"Spark'], ['test-tool {"value":"Sparkle Day"}']],
            "finish_reason": [None, "tool_use"],
        },
    ),
    Difference(
        "cerebras/vercel_ai__cerebras.cererebras-structured-output-tools.1.chunks.sse",
        "another id at the same index is another call: the SDK joins ids, names and arguments",
        {"calls": [["nonUsefulTool {}", "nonUsefulTool {}"]]},
    ),
    Difference(
        "groq/pydantic_pydantic-ai__models.test_groq.test_groq_model_thinking_part_iter.sse",
        "usage stands in x_groq where it was not asked for",
        {
            "usage": {
                "queue_time": 0.056572745,
                "prompt_tokens": 21,
                "prompt_time": 0.011126655,
                "completion_tokens": 988,
                "completion_time": 3.426243708,
                "total_tokens": 1009,
                "total_time": 3.437370363,
            }
        },
    ),
    Difference(
        "groq/pydantic_pydantic-ai__models.test_groq.test_groq_model_web_search_tool_stream.sse",
        "usage stands in x_groq where it was not asked for",
        {
            "usage": {
                "queue_time": 0.235881,
                "prompt_tokens": 5003,
                "prompt_time": 0.330548,
                "completion_tokens": 359,
                "completion_time": 0.87677,
                "total_tokens": 5362,
                "total_time": 1.207319,
            }
        },
    ),
    Difference(
        "mistral/crmne_ruby_llm__vcr_chat_mistral_hybrid_reasoning_streams_thinking_separately_from_content.sse",
        "content may be a list of parts, with thinking and the beginning of the text",
        {
            "text": ["144"],
            "reasoning": ["The user is asking for t…\n\nSo, the answer is 144. (174)"],
        },
    ),
    Difference(
        "openai/simonw_llm__test_tools_streaming.test_tools_streaming_variant_a.sse",
        "id and name repeated with each delta are the same id and name",
        {"calls": [["llm_version {}"]]},
    ),
    Difference(
        "snowflake/pydantic_pydantic-ai__models.test_snowflake.test_snowflake_thinking_streaming.sse",
        "reasoning may stand in reasoning_details alone",
        {"reasoning": ["15 * 27 = 405"]},
    ),
)

# The SDK raised an exception in the middle of these: its result is what it had by then.
BROKEN_OFF = (
    Difference(
        "anthropic/vercel_ai__openai-compatible.chat.anthropic-fallback-tool-call.sse",
        "the first index of a tool call may be above 0",
        {"calls": [['read_file {"path": "a.txt"}']], "finish_reason": ["tool_calls"]},
    ),
    Difference(
        "openrouter/pydantic_pydantic-ai__models.test_openrouter.test_openrouter_stream_error.sse",
        "an error may stand on a chunk with choices and usage",
        {
            "usage": {
                "prompt_tokens": 43,
                "completion_tokens": 10,
                "total_tokens": 53,
                "cost": 0,
                "is_byok": False,
                "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                "cost_details": {
                    "upstream_inference_cost": None,
                    "upstream_inference_prompt_cost": 0,
                    "upstream_inference_completions_cost": 0,
                },
                "completion_tokens_details": {"reasoning_tokens": 11, "image_tokens": 0},
            }
        },
    ),
    Difference(
        "openrouter/pydantic_pydantic-ai__models.test_openrouter.test_openrouter_web_search_annotations_stream.sse",
        "annotations have no index",
        {
            "text": ["The URL for Pydantic AI'…com/pydantic/pydantic-ai (90)"],
            "finish_reason": ["stop"],
        },
    ),
)
