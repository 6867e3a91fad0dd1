"""Literals that look like keys: a request file is committed, and a key in it is given away."""

import re
from collections.abc import Iterator

from wirelens.syntax.problems import Problem
from wirelens.text import Span

# What a key is called, how it starts, what follows, and a name for the variable that should stand
# there; the first that matches names it.
_KINDS: tuple[tuple[str, str, str, str], ...] = (
    ("an Anthropic key", "sk-ant-", r"[A-Za-z0-9_-]{16,}", "anthropic_key"),
    ("an OpenAI key", "sk-", r"[A-Za-z0-9_-]{16,}", "openai_key"),
    ("a Google key", "AIza", r"[A-Za-z0-9_-]{30,}", "google_key"),
    ("a GitHub token", "ghp_", r"[A-Za-z0-9]{30,}", "github_token"),
    ("a GitHub token", "gho_", r"[A-Za-z0-9]{30,}", "github_token"),
    ("a GitHub token", "ghs_", r"[A-Za-z0-9]{30,}", "github_token"),
    ("a GitHub token", "github_pat_", r"[A-Za-z0-9_]{22,}", "github_token"),
    ("a Hugging Face token", "hf_", r"[A-Za-z0-9]{30,}", "huggingface_token"),
    ("an AWS access key", "AKIA", r"[A-Z0-9]{16}(?![A-Za-z0-9])", "aws_access_key"),
    (
        "a JSON Web Token",
        "eyJ",
        r"[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
        "token",
    ),
)
_KEY = re.compile(
    r"(?<![A-Za-z0-9_-])(?:"
    + "|".join(f"({re.escape(start)})({rest})" for _, start, rest, _ in _KINDS)
    + ")"
)
_PLACEHOLDER = re.compile(r"your|xxx|example|placeholder|replace|insert|dummy", re.IGNORECASE)
_FEWEST_CHARACTERS = 8  # different ones; `sk-0000000000000000` is nobody's key


def key_problems(text: str) -> Iterator[Problem]:
    """A problem for each literal of a block's text that looks like a key. Never shows it."""
    for match in _KEY.finditer(text):
        kind, start, *_ = _KINDS[(match.lastindex or 0) // 2 - 1]
        rest = match[match.lastindex or 0]
        if len(set(rest)) < _FEWEST_CHARACTERS or _PLACEHOLDER.search(rest):
            continue
        yield Problem(
            Span(*match.span()),
            "key-in-file",
            f'"{start}…" looks like {kind}, expected a variable',
            hint='keep it in "http-client.private.env.json" or ".env", and that file out of git',
        )


def key_variable(key: str) -> str:
    """A name for the variable that should stand in the place of `key`."""
    match = _KEY.match(key)
    return _KINDS[(match.lastindex or 0) // 2 - 1][3] if match else "key"
