"""Every code has its place on the page that explains them."""

import re

from corpus import ROOT
from wirelens.stream.finding import SEVERITIES as OF_FINDINGS
from wirelens.syntax.problems import SEVERITIES as OF_PROBLEMS

ELSEWHERE = {
    "alt-sse-missing",
    "assertion-failed",
    "script-failed",
    "script-killed",
    "stream-not-requested",
    "usage-not-requested",
    "version-header-missing",
}


def test_every_code_is_explained_once() -> None:
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    codes = re.findall(r"^### ([a-z0-9-]+)$", page, re.MULTILINE)
    assert len(codes) == len(set(codes))
    assert set(codes) == {*OF_FINDINGS, *OF_PROBLEMS, *ELSEWHERE}


def test_every_code_has_a_sentence_an_example_and_what_to_do() -> None:
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    sections = re.split(r"^### ([a-z0-9-]+)\n", page, flags=re.MULTILINE)[1:]
    for code, section in zip(sections[::2], sections[1::2], strict=True):
        said, _, rest = section.partition("\n- Example: ")
        example, _, action = rest.partition("\n- What to do: ")
        assert all(each.strip() for each in (said, example, action)), code
