"""The closed set of directives: the name of each, and the shape of its value.

Kebab and camel case are one spelling (`no-redirect`, `noRedirect`), as httpyac has it.
"""

import re
from dataclasses import dataclass

from wirelens.syntax.spelling import distance


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value looks like; `expected` says it in a message."""

    expected: str
    pattern: re.Pattern[str]

    def fits(self, value: str) -> bool:
        """Whether `value` has this shape."""
        return self.pattern.fullmatch(value) is not None


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _shape(expected: str, pattern: str) -> Shape:
    return Shape(expected, re.compile(pattern))


# What `@merge` may name: a dialect, or a family that leaves the member to the payload.
DIALECTS = _words("""
    openai-chat openai-completions openai-responses openai-assistants anthropic-messages
    gemini gemini-code-assist gemini-interactions ollama-chat ollama-generate cohere-v2 cohere-v1
    bedrock-converse bedrock-invoke vercel-ui vercel-data-v4 mcp a2a ag-ui tgi dify coze
    langserve langgraph replicate watsonx
""")
FAMILIES = _words("openai claude gemini ollama")
SLOTS = _words("text reasoning tool finish usage error")

NOTHING = _shape("no value", r"")
ANYTHING = _shape("any text", r".*")
TEXT = _shape("a value", r".+")
NAME = _shape("a name with a letter or a digit in it", r".*\w.*")
VARIABLE = _shape('a variable\'s name, as in "token"', r"[^\s=]+(?:\s.*)?")
INTEGER = _shape("a whole number, 1 or more", r"0*[1-9]\d*")
DURATION = _shape('a duration, as in "30", "500 ms" or "2 m"', r"(\d+(?:\.\d+)?)\s*(ms|s|m)?")
LIST = _shape('names with commas between, as in "a, b"', r"[^\s,][^,]*(?:,\s*[^\s,][^,]*)*")
MERGE = _shape(
    '"auto", "none", a dialect or one of "openai", "claude", "gemini", "ollama"',
    "|".join(["auto", "none", *DIALECTS, *FAMILIES]),
)
JSONPATH = _shape(
    'a path, as in "text: $.delta"; the slots are "' + '", "'.join(SLOTS) + '"',
    rf"(?:(?:{'|'.join(SLOTS)})\s*:\s*)?(?!\w+\s*:)\S.*",
)
UNTIL = _shape('"event TYPE" or a path', r"event\s+\S+|(?!event\b\s*$)\S.*")
RECONNECT = _shape('a whole number, then "post" if a POST may be sent again', r"\d+(?:\s+post)?")

DIRECTIVES: dict[str, Shape] = {
    "name": NAME,
    "merge": MERGE,
    "jsonpath": JSONPATH,
    "events": LIST,
    "script": TEXT,
    "assert": TEXT,
    "record": ANYTHING,
    "replay": TEXT,
    "compare": LIST,
    "max-events": INTEGER,
    "until": UNTIL,
    "timeout": DURATION,
    "connection-timeout": DURATION,
    "idle-timeout": DURATION,
    "reconnect": RECONNECT,
    "no-redirect": NOTHING,
    "no-cookie-jar": NOTHING,
    "no-log": NOTHING,
    "no-auto-encoding": NOTHING,
    "note": ANYTHING,
    "prompt": VARIABLE,
    "ref": NAME,
    "forceRef": NAME,
    "import": TEXT,
    "disabled": ANYTHING,
    "keepStreaming": NOTHING,
    "noStreamingLog": NOTHING,
}

# Directives of httpyac and kulala, comments here: no slips of the pen.
_FOREIGN = _words("""
    accept attachcookiejar debug delay description envjsonkey envstdincmd extension grpcreflection
    injectvariables jq jwt language loop noclientcert noproxy norejectunauthorized noresponseview
    openwith postredirectget proxy ratelimit responseref save secret sleep stdincmd title verbose
""")
_FOREIGN_FAMILIES = ("kulala-", "curl-", "grpc-")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}


def canonical(name: str) -> str | None:
    """The directive's name as the table spells it; None if there is no such directive."""
    return _SPELLINGS.get(_folded(name))


def nearest(name: str) -> str | None:
    """The directive that `name` may have been meant for: two slips away, fewer in a short name."""
    folded = _folded(name)
    slips = min(2, len(folded) // 2)
    if folded in _FOREIGN or len(folded) > max(map(len, _SPELLINGS)) + slips:
        return None
    found, spelling = min((distance(folded, known), known) for known in _SPELLINGS)
    return _SPELLINGS[spelling] if 0 < found <= slips else None


def is_foreign(name: str) -> bool:
    """Whether it is a directive of another tool."""
    return _folded(name) in _FOREIGN or name.startswith(_FOREIGN_FAMILIES)


def seconds(duration: str, unit: float = 1.0) -> float | None:
    """A duration as JetBrains writes it, a bare number being of that unit; None if it is none."""
    match = DURATION.pattern.fullmatch(duration)
    if match is None:
        return None
    return float(match[1]) * (_SECONDS[match[2]] if match[2] else unit)


def _folded(name: str) -> str:
    return name.replace("-", "").lower()


_SPELLINGS = {_folded(name): name for name in DIRECTIVES}
