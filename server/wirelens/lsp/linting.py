"""What is kept of one document between two looks at what is wrong in it."""

import asyncio
from dataclasses import dataclass, field

from wirelens.ide.diagnostics import Diagnostic
from wirelens.ide.diagnostics_cache import DiagnosticsCache
from wirelens.ide.scope import Scope
from wirelens.run.environment import Environment
from wirelens.syntax.nodes import Block, RequestFile


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would keep a block's request from being sent, spans counting in the block."""

    block: Block
    found: tuple[Diagnostic, ...]


@dataclass(slots=True)
class Linting:
    """The cache of its blocks, the scope of its variables, and what was found in which version."""

    cache: DiagnosticsCache = field(default_factory=DiagnosticsCache)
    environment: Environment | None = None
    scope: Scope | None = None
    scope_file: RequestFile | None = None
    found: list[Diagnostic] = field(default_factory=list)
    version: int | None = None
    foreseen: dict[int, Foreseen] = field(default_factory=dict)  # by the block's identity
    timer: asyncio.TimerHandle | None = None
