"""A path that is none, as the problem of what is written around it."""

from wirelens.ide.path_mending import mended_path
from wirelens.jsonpath import PathProblem
from wirelens.syntax.problems import Problem, replacement
from wirelens.text import Span


def path_problem(code: str, found: PathProblem, text: str, start: int) -> Problem:
    """The problem of the path `text`, which starts at `start`, with the path that was meant."""
    mended = mended_path(text)
    span = Span(start, start + len(text))
    fixes = () if mended is None else (replacement(f'Change to "{mended}"', span, mended),)
    return Problem(found.span.moved(start), code, found.message, found.hint, fixes)
