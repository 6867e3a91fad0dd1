"""A request ready to be written for another tool: resolved, each secret a variable's name."""

from dataclasses import dataclass, field

from wirelens.ide.draft import Phrase, Use


@dataclass(frozen=True, slots=True)
class Wanted:
    """An environment variable that holds a secret: its name, and what people call the secret.

    `how` says what of it the variable holds where that is not the secret itself.
    """

    name: str
    source: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Portable:
    """One request. In its phrases a `Use` names a variable of the environment.

    `content` is text and bytes that are no UTF-8, in order; None where nothing is sent. `file` is
    the path of a file that is the whole content. `user` is `user:password` of Basic credentials.
    Times are seconds; None is no limit.
    """

    method: str
    url: Phrase
    headers: tuple[tuple[str, Phrase], ...] = ()
    content: tuple[str | bytes | Use, ...] | None = None
    file: str | None = None
    user: Phrase | None = None
    streams: bool = False
    follows_redirects: bool = False
    checks_certificate: bool = True
    total: float | None = None
    connect: float | None = None
    name: str = ""
    wanted: tuple[Wanted, ...] = field(default=())

    def header(self, name: str) -> Phrase | None:
        """The value of the first header field of that lower-case name."""
        return next((value for each, value in self.headers if each.lower() == name), None)
