"""`>> path`: the response's body as a file beside the request file, and the merged text beside it.

`>>!` overwrites; `>>` takes the next free name, as JetBrains does. Secrets are masked. The file
stays inside the workspace, and is no hidden one: what tools obey (`.git/hooks`, `.env`) is not
for a request file to write.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from wirelens.ide.masking import masked_bytes
from wirelens.ide.scope import Scope
from wirelens.ide.variables import Resolver
from wirelens.run.environment_file import PUBLIC_FILE, is_private
from wirelens.run.workspace import Workspace
from wirelens.stream.run import Run
from wirelens.syntax.nodes import Block, Opaque
from wirelens.syntax.parse import parse_template
from wirelens.syntax.problems import Problem
from wirelens.text import Span

KIND = "response file"
PIECE = 1024 * 1024
MOST_NAMES = 1000

_LINE = re.compile(r">>(?P<force>!?)[ \t]*(?P<path>\S[^\r\n]*?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ResponseFile:
    """Where a response's body goes; `is_forced`: in the place of what is there."""

    path: Path
    is_forced: bool


def response_files(
    block: Block, scope: Scope, workspace: Workspace
) -> Iterator[ResponseFile | Problem]:
    """The files that a block's `>>` lines name, or what is wrong with them; spans in the block."""
    for node in block.nodes:
        line = _LINE.match(node.span.of(block.text)) if _is_response_file(node) else None
        if line is None:
            continue
        start, end = (node.span.start + each for each in line.span("path"))
        resolved = Resolver(scope).resolve(parse_template(line["path"]))
        yield from (problem.moved(start) for problem in resolved.problems)
        if not resolved.problems:
            path = _checked(resolved.text.reveal(), workspace, Span(start, end))
            yield path if isinstance(path, Problem) else ResponseFile(path, bool(line["force"]))


def write_response(run: Run, file: ResponseFile) -> list[Path]:
    """Writes what came, and the merged text of a stream; returns the files. Raises `OSError`."""
    path = file.path if file.is_forced else _free(file.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _opened(path, is_forced=file.is_forced) as out:
        if run.redaction.longest:
            out.write(run.redaction.redact_bytes(masked_bytes(run, 0, len(run.log.body))))
        else:
            for start in range(0, len(run.log.body), PIECE):
                out.write(run.log.body.slice(start, min(start + PIECE, len(run.log.body))))
    if run.framing in (None, "none"):
        return [path]
    beside = path.with_name(path.name + ".txt")
    texts = (message.joined("text") for message in run.reply.messages)
    text = run.redaction.redact("\n\n".join(filter(None, texts)))
    with _opened(beside, is_forced=True) as out:
        out.write(text.encode("utf-8", "replace"))
    return [path, beside]


def _is_response_file(node: object) -> bool:
    return isinstance(node, Opaque) and node.kind == KIND


def _checked(name: str, workspace: Workspace, span: Span) -> Path | Problem:
    path = Path(os.path.normpath(workspace.folder / name.replace("\\", "/")))
    root = Path(os.path.realpath(workspace.root))
    real = Path(os.path.realpath(path))
    if "\0" in name or not real.is_relative_to(root):
        said = f'file "{name}" is not inside the workspace'
        return Problem(span, "file-outside-workspace", said)
    inside = PurePosixPath(real.relative_to(root))
    if any(part.startswith(".") for part in inside.parts) or _is_obeyed(inside.name):
        said = f'file "{name}" is not written, expected one that no tool obeys'
        return Problem(span, "file-outside-workspace", said, "hidden and environment files are not")
    if real.is_dir():
        return Problem(span, "file-missing", f'"{name}" is a folder, expected a file')
    return real


def _is_obeyed(name: str) -> bool:
    return name == PUBLIC_FILE or is_private(name)


def _free(path: Path) -> Path:
    """The path, or the first of `name-1.json`, `name-2.json`, … that is free."""
    names = (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(1, MOST_NAMES))
    free = (each for each in (path, *names) if not os.path.lexists(each))
    return next(free, path.with_name(f"{path.stem}-{MOST_NAMES}{path.suffix}"))


def _opened(path: Path, *, is_forced: bool) -> BinaryIO:
    """The file for writing; a link put there since is not followed."""
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if is_forced else os.O_EXCL)
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.fdopen(os.open(path, flags, 0o666), "wb")
