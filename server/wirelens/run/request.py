"""A request as its file has it to one that can be sent, or what is wrong with it.

With anything wrong nothing is sent: no variable is left standing, no file left out.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from wirelens.ide.scope import Scope
from wirelens.ide.target import AUTHORITY, Target, encoded_target, plain_target
from wirelens.ide.variables import Piece, Resolver, unsafe_problems
from wirelens.run.errors import ExchangeError
from wirelens.run.outgoing import BodyContent, Options, OutgoingRequest, revealed_name
from wirelens.run.request_body import BodyReader, PreparedBody, plain_style, style
from wirelens.run.request_graphql import read_graphql
from wirelens.run.request_headers import Field, HeaderSection, header_section
from wirelens.run.wire import faults
from wirelens.run.workspace import Workspace
from wirelens.secret import Chained, SecretText
from wirelens.syntax import methods
from wirelens.syntax.decisions import Decisions
from wirelens.syntax.directives import seconds
from wirelens.syntax.media_types import is_graphql
from wirelens.syntax.nodes import Block, GraphQL, HeaderField, Literal, Request, Template
from wirelens.syntax.problems import Problem, Severity
from wirelens.text import Span


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing is sent."""

    problems: tuple[Problem, ...]


Prepared = OutgoingRequest | Refused


def prepare(block: Block, scope: Scope, workspace: Workspace, options: Options) -> Prepared:
    """The block's request with every variable resolved; `options` are those of the settings.

    Reads the input files that the body names.
    """
    request = block.request
    errors = [each for each in block.problems if each.severity is Severity.ERROR]
    if request is None:
        missing = Problem(Span(0, 0), "request-unknown", "expected a request to send, found none")
        return Refused((*errors, *([] if errors else [missing])))
    resolver = Resolver(scope)
    is_plain = any(each.name == "no-auto-encoding" for each in block.directives)
    target = _target(request, resolver, plain_target if is_plain else encoded_target)
    section = header_section(request.headers, resolver)
    media_type = "".join(value.reveal().lower() for value in section.values("content-type")[:1])
    body = PreparedBody(BodyContent())
    if request.body is not None:
        written = plain_style(media_type) if is_plain else style(media_type)
        reader = BodyReader(resolver, workspace)
        structure = request.body.structure
        if isinstance(structure, GraphQL):
            body = read_graphql(reader, structure)
        else:
            body = reader.read(request.body.parts, written)
    found = (*_protocol(request), *target.problems, *section.problems, *body.problems)
    if errors or found:
        return Refused((*errors, *found))
    url = _target_uri(request, target.text, section)
    if url is None:
        return Refused((_no_address(request, target.text),))
    outgoing = OutgoingRequest(
        method=_method(request),
        url=url,
        headers=_fields(request, section),
        body=body.content,
        options=_options(block, options, scope.surroundings.decisions),
    )
    unsendable = _unsendable(outgoing, request, section)
    return Refused(tuple(unsendable)) if unsendable else outgoing


def has_chained_host(request: OutgoingRequest) -> bool:
    """Whether a response had a part in the choice of where the request goes."""
    authority = AUTHORITY.match(request.url.reveal())
    parts = request.url.piece(0, authority.end() if authority else 0).parts
    return any(isinstance(part, Chained) for part in parts)


def event_types(request: Request) -> tuple[str, ...]:
    """The event types that `Event` fields of an `SSE` request ask for; they are not sent."""
    if not _is_event_stream(request):
        return ()
    fields = (header for header in request.headers if isinstance(header, HeaderField))
    return tuple(
        _literal_text(field.value).strip()
        for field in fields
        if _literal_text(field.name).lower() == "event"
    )


Encode = Callable[[Sequence[Piece]], Target]

_TARGET_URI = re.compile(
    r"https?://(?:[^@/?#\\\s]*@)?"
    r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:@/?#\\\[\]*]+)(?::[0-9]{1,5})?(?=[/?#]|\Z)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_TLS_PORT = re.compile(r":8?443\Z")
_USERINFO = re.compile(r"//[^/?#@]*@")
_LONGEST_SHOWN = 100

_OPTIONS: Mapping[str, Callable[[Options, str, Decisions], Options]] = {
    "no-redirect": lambda options, *_: replace(options, follow_redirects=False),
    "timeout": lambda options, value, decisions: replace(
        options, total=seconds(value, decisions.timeout_unit)
    ),
    "connection-timeout": lambda options, value, _: replace(options, connect=seconds(value)),
    "idle-timeout": lambda options, value, _: replace(options, idle=seconds(value)),
    "keepStreaming": lambda options, *_: replace(options, idle=None),
}


def _options(block: Block, options: Options, decisions: Decisions) -> Options:
    for directive in block.directives:
        if directive.name in _OPTIONS:
            options = _OPTIONS[directive.name](options, directive.value, decisions)
    return options


def _protocol(request: Request) -> list[Problem]:
    protocol = methods.protocol(request.line)
    if protocol is None:
        return []
    method = request.line.method
    message = f'requests of "{protocol}" are not sent, expected a method of HTTP'
    return [Problem(method.span if method else request.line.span, "not-executed", message)]


def _is_event_stream(request: Request) -> bool:
    method = request.line.method
    return method is not None and method.text.upper() in methods.EVENT_STREAM


def _method(request: Request) -> str:
    if request.line.method is None or _is_event_stream(request):
        return "GET"
    if request.line.method.text == methods.GRAPHQL:
        return "POST"
    return request.line.method.text.upper()


def _target(request: Request, resolver: Resolver, encode: Encode) -> Target:
    resolved = [resolver.resolve(template) for template in request.line.targets]
    problems = [problem for each in resolved for problem in each.problems]
    problems += [problem for each in resolved for problem in unsafe_problems(each, "the target")]
    target = encode([piece for each in resolved for piece in each.pieces])
    # Where a value is missing, what the others would do to the target is guesswork.
    return Target(target.text, tuple(problems) or target.problems)


def _target_uri(request: Request, target: SecretText, section: HeaderSection) -> SecretText | None:
    """The absolute URI (RFC 9110, 7.1); None if there is no host in it, or another scheme."""
    text = target.reveal()
    hosts = section.values("host")
    if text.startswith("/") or (text == "*" and _method(request) == "OPTIONS"):
        if not hosts:
            return None
        # As REST Client has it: these ports are TLS's.
        scheme = "https://" if _TLS_PORT.search(hosts[0].reveal()) else "http://"
        # An empty path of OPTIONS is the asterisk-form (RFC 9110, 4.2.3).
        uri = SecretText.join((scheme, hosts[0], "" if text == "*" else target))
    else:
        uri = target if _SCHEME.match(text) else SecretText.join(("http://", target))
    return uri if _TARGET_URI.match(uri.reveal()) else None


def _unsendable(
    outgoing: OutgoingRequest, request: Request, section: HeaderSection
) -> list[Problem]:
    """What sending would refuse, each at its place."""
    from wirelens.run import transport  # httpx costs 80 ms to import: not before it is needed

    places = {"method": _method_span(request), "body": _body_span(request)}
    problems = [
        Problem(
            section.span(fault.field.lower()) if fault.part == "field" else places[fault.part],
            fault.code,
            fault.message,
        )
        for fault in faults(outgoing)
    ]
    try:
        transport.origin(outgoing.url.reveal())
    except ExchangeError as error:
        code = error.code if error.code == "variable-unsafe" else "request-line-expected"
        problems.append(Problem(_target_span(request), code, error.message))
    return problems


def _method_span(request: Request) -> Span:
    return request.line.method.span if request.line.method else _target_span(request)


def _target_span(request: Request) -> Span:
    targets = request.line.targets
    return Span(targets[0].span.start, targets[-1].span.end)


def _body_span(request: Request) -> Span:
    return request.body.span if request.body else _target_span(request)


def _no_address(request: Request, target: SecretText) -> Problem:
    shown = _USERINFO.sub("//***@", target.masked())[:_LONGEST_SHOWN]
    return Problem(
        _target_span(request),
        "request-line-expected",
        f'request target "{shown}" is no address, expected "http://host/path"',
        hint='a path alone wants a "Host" field',
    )


def _fields(request: Request, section: HeaderSection) -> tuple[Field, ...]:
    """The fields that are sent: words to the tool are left out, what they ask for is added."""
    if _is_event_stream(request):
        own, name, value = "event", "Accept", "text/event-stream"
    elif is_graphql(request.line, request.headers):
        own, name, value = "x-request-type", "Content-Type", "application/json"
    else:
        return section.fields
    fields = tuple(field for field in section.fields if revealed_name(field[0]).lower() != own)
    if section.values(name.lower()):
        return fields
    return (*fields, (name, SecretText.from_text(value)))


def _literal_text(template: Template) -> str:
    return "".join(part.text for part in template.parts if isinstance(part, Literal))
