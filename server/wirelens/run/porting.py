"""A request of a file as one that other tools can be given: secrets are names of variables.

No secret's value leaves. A variable of the process environment may be unset: whoever runs what is
written will have it.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from wirelens.ide.draft import Phrase, Use, phrase
from wirelens.ide.percent import written
from wirelens.ide.portable import Portable, Wanted
from wirelens.ide.scope import Scope
from wirelens.recording_request import names_credential
from wirelens.run.launch import Surround, options_of
from wirelens.run.outgoing import BodyContent, OutgoingRequest, revealed_name
from wirelens.run.request import Refused, prepare
from wirelens.run.wire import expects_stream
from wirelens.secret import Chained, Secret, SecretText
from wirelens.syntax.nodes import Block, InputFile, Literal, Request
from wirelens.syntax.problems import Problem


def portable(block: Block, scope: Scope, surround: Surround) -> Portable | Refused:
    """The block's request, or what is wrong with it; reads the input files that it names."""
    environ = scope.surroundings.environ
    named = replace(scope.surroundings, environ=_Named(environ))
    options = options_of(surround.settings)
    outgoing = prepare(block, replace(scope, surroundings=named), surround.workspace, options)
    if isinstance(outgoing, Refused) or block.request is None:
        return outgoing if isinstance(outgoing, Refused) else Refused(())
    if unset := _unset_address(outgoing, environ):
        message = f'the address is in the variable "{unset}", expected it to be set'
        return Refused((Problem(block.request.line.span, "variable-undefined", message),))
    return ported(outgoing, block)


def ported(outgoing: OutgoingRequest, block: Block) -> Portable:
    """The request that the block was prepared to be."""
    names = _Names()
    user = _user(outgoing, names)
    headers = tuple(
        (revealed_name(name), names.phrase(value))
        for name, value in outgoing.headers
        if not (user and revealed_name(name).lower() == "authorization")
    )
    options = outgoing.options
    url = urlsplit(outgoing.url.reveal())
    given = {directive.name for directive in block.directives}
    return Portable(
        method=outgoing.method,
        url=phrase(p if isinstance(p, Use) else written(p) for p in names.phrase(outgoing.url)),
        headers=headers,
        content=_content(outgoing, names),
        file=_whole_file(block.request) if block.request else None,
        user=user,
        streams=expects_stream(outgoing, outgoing.body.reveal()),
        follows_redirects=options.follow_redirects and not _has_credentials(outgoing),
        checks_certificate=not {url.hostname, url.netloc} & options.insecure_hosts,
        total=options.total,
        connect=options.connect if "connection-timeout" in given else None,
        name=block.name,
        wanted=tuple(names.wanted.values()),
    )


class _Named(dict[str, str]):
    """A process environment in which every variable has a value: its name, if it is unset."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(environ)

    def get(self, name: str, default: object = None) -> str:
        return super().get(name) or name


class _Names:
    """Which variable of the environment stands for which secret; no two share one."""

    def __init__(self) -> None:
        self.wanted: dict[Secret, Wanted] = {}

    def phrase(self, text: SecretText) -> Phrase:
        """The text, each secret as the use of a variable."""
        return phrase(
            self.use(part) if isinstance(part, Secret) else _public(part) for part in text.parts
        )

    def use(self, secret: Secret) -> Use:
        """The variable that stands for the secret."""
        origin = secret.origins[0] if len(secret.origins) == 1 else None
        is_changed = origin is not None and origin.source == secret.source
        if secret not in self.wanted:
            name = _variable(secret.source)
            name = f"{name}_ENCODED" if is_changed else name
            how = f"{secret.source}, encoded" if is_changed else ""
            self.wanted[secret] = Wanted(self._free(name), secret.source, how)
        return Use(self.wanted[secret].name)

    def _free(self, name: str) -> str:
        taken = {each.name for each in self.wanted.values()}
        numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
        return next(each for each in (name, *numbered) if each not in taken)


_PROCESS = "process environment: "
_NO_NAME = re.compile(r"\W+", re.ASCII)


def _variable(source: str) -> str:
    """The name of the variable for a secret that came from there."""
    name = source.removeprefix(_PROCESS)
    if name == source or _NO_NAME.search(name):
        name = _NO_NAME.sub("_", source.rpartition(": ")[2]).strip("_").upper()
    return f"_{name}" if not name or name[0].isdigit() else name


def _public(part: str | Chained) -> str:
    return part.text if isinstance(part, Chained) else part


def _unset_address(outgoing: OutgoingRequest, environ: Mapping[str, str]) -> str | None:
    """The unset variable that the address would have begun with, if there is one."""
    secret = next(iter(outgoing.url.secrets), None)
    begins = outgoing.url.masked().removeprefix("http://").startswith("***")
    if secret is None or not begins:
        return None
    name = secret.reveal()
    return name if secret.source.endswith(f": {name}") and not environ.get(name) else None


def _user(outgoing: OutgoingRequest, names: _Names) -> Phrase | None:
    """`user:password` of Basic credentials with a secret in them, which no variable holds alone."""
    value = next(
        (v for n, v in outgoing.headers if revealed_name(n).lower() == "authorization"), None
    )
    encoded = value.secrets[0] if value is not None and value.secrets else None
    if encoded is None or encoded.source != "Basic credentials":
        return None
    text = base64.b64decode(encoded.reveal()).decode("utf-8", "surrogateescape")
    parts: list[str | Use] = []
    for secret in encoded.origins:
        before, found, text = text.partition(secret.reveal())
        parts += [before, names.use(secret)] if found else []
    return phrase([*parts, text])


def _content(outgoing: OutgoingRequest, names: _Names) -> tuple[str | bytes | Use, ...] | None:
    if not outgoing.body.parts:
        # Servers are told that nothing comes, where something could.
        return () if outgoing.method in ("POST", "PUT", "PATCH") else None
    return tuple(_content_parts(outgoing.body, names))


def _content_parts(body: BodyContent, names: _Names) -> Iterator[str | bytes | Use]:
    for part in body.parts:
        if isinstance(part, SecretText):
            yield from names.phrase(part)
            continue
        try:
            yield part.decode("utf-8")
        except UnicodeDecodeError:
            yield part


def _whole_file(request: Request) -> str | None:
    """The path of the file that is the whole body, where the file names it without variables."""
    parts = request.body.parts if request.body else ()
    match parts:
        case (InputFile(path=path, substituted=False),):
            texts = [part.text for part in path.parts if isinstance(part, Literal)]
            return "".join(texts).strip() if len(texts) == len(path.parts) else None
    return None


def _has_credentials(outgoing: OutgoingRequest) -> bool:
    """Whether following a redirect might give them away: other tools send them along."""
    names = (revealed_name(name) for name, _ in outgoing.headers)
    return bool(outgoing.secrets) or any(map(names_credential, names))
