"""From a block of a request file to a run that is ready to be sent, for command and editor alike.

Everything that the run will need is taken here, once: editing the file meanwhile changes nothing.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from wirelens.ide.datetimes import dayjs_format, dotnet_format
from wirelens.ide.dynamic import Surroundings
from wirelens.ide.rules import block_rules
from wirelens.ide.scope import (
    JETBRAINS_PRECEDENCE,
    PRECEDENCE,
    Scope,
    Source,
    file_definitions,
    given_definitions,
    scoped,
)
from wirelens.recording_request import RecordedRequest, recorded_request
from wirelens.run.environment import Environment, read_environment
from wirelens.run.example_server import shared_address
from wirelens.run.outgoing import Options, OutgoingRequest
from wirelens.run.request import Refused, event_types, prepare
from wirelens.run.response_file import ResponseFile, response_files
from wirelens.run.settings import Settings
from wirelens.run.spool import SpooledBody
from wirelens.run.workspace import Workspace, workspace_root
from wirelens.secret import Redaction, Secret
from wirelens.stream.rules import Rules
from wirelens.stream.run import Requested, Run
from wirelens.syntax.decisions import Decisions, decisions_for
from wirelens.syntax.nodes import Block, RequestFile
from wirelens.syntax.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Surround:
    """What a request file is resolved in: its place, the environments, what the user gave."""

    path: Path
    settings: Settings = field(default_factory=Settings)
    environments: tuple[str, ...] = ()
    overrides: Mapping[str, str] = field(default_factory=dict, repr=False)
    answers: Mapping[str, str | Secret] = field(default_factory=dict, repr=False)  # to prompts
    root: Path | None = None  # of the workspace; None: found from the file

    @property
    def decisions(self) -> Decisions:
        """What holds in the file where tools disagree."""
        return decisions_for(self.settings.syntax, self.path.name)

    @property
    def workspace(self) -> Workspace:
        """Where the file may read other files."""
        root = workspace_root(self.path) if self.root is None else self.root
        return Workspace(self.path.resolve().parent, root)


@dataclass(frozen=True, slots=True)
class Launch:
    """A run that is ready, and what will be sent for it."""

    run: Run
    outgoing: OutgoingRequest
    recorded: RecordedRequest
    files: tuple[ResponseFile, ...] = ()


def environment_of(surround: Surround) -> Environment:
    """What the environment files around the request file define."""
    return read_environment(surround.workspace, surround.environments)


def scope_of(file: RequestFile, surround: Surround, environment: Environment) -> Scope:
    """Every definition that holds for the requests of `file`."""
    definitions = [
        *file_definitions(file),
        *environment.definitions,
        *given_definitions(surround.overrides, Source.OVERRIDE),
        *given_definitions(surround.answers, Source.PROMPT),
    ]
    environment_first = surround.decisions.environment_first
    return scoped(
        definitions,
        _surroundings(surround, environment),
        surround.settings.secret_names,
        JETBRAINS_PRECEDENCE if environment_first else PRECEDENCE,
    )


def launch(
    block: Block, scope: Scope, surround: Surround, requested: Requested
) -> Launch | Refused:
    """The block's request as a run; `requested` lacks method and URL, which are filled in."""
    outgoing = prepare(block, scope, surround.workspace, options_of(surround.settings))
    found = block_rules(block)
    request = block.request
    wrong = [each for each in found.problems if each.severity is Severity.ERROR]
    files = [*response_files(block, scope, surround.workspace)]
    wrong += [each for each in files if isinstance(each, Problem)]
    if isinstance(outgoing, Refused) or wrong or request is None:
        refused = outgoing.problems if isinstance(outgoing, Refused) else ()
        return Refused((*wrong, *refused))
    run = Run(
        replace(requested, method=outgoing.method, url=outgoing.url.masked()),
        _with_event_types(found.rules, event_types(request)),
        Redaction((*scope.secrets, *outgoing.secrets)),
        SpooledBody(),
    )
    written = tuple(each for each in files if isinstance(each, ResponseFile))
    return Launch(run, outgoing, recorded_request(request, block.text), written)


def options_of(settings: Settings) -> Options:
    """How the user wants requests to be sent."""
    timeouts = settings.timeouts
    return Options(
        total=timeouts.total or None,
        connect=timeouts.connect or None,
        idle=timeouts.idle or None,
        headers=timeouts.headers or None,
        proxy=settings.proxy,
        ca_file=settings.ca_file,
        insecure_hosts=frozenset(settings.insecure_hosts),
    )


def _with_event_types(rules: Rules, types: tuple[str, ...]) -> Rules:
    if not types or rules.events is not None:
        return rules
    return replace(rules, events=frozenset(types))


def _surroundings(surround: Surround, environment: Environment) -> Surroundings:
    return Surroundings(
        now=lambda: datetime.now().astimezone(),
        below=secrets.randbelow,
        environ=os.environ,
        dotenv=environment.dotenv,
        example_server=shared_address,
        project_root=str(surround.workspace.root),
        decisions=surround.decisions,
        date_format=dotnet_format if surround.decisions.dotnet_dates else dayjs_format,
    )
