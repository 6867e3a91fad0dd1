"""The credentials of one exchange at work: the header fields that they give to each of its hops."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from wirelens.run.auth_digest import (
    Answer,
    Asked,
    Challenge,
    authorization,
    challenges,
    next_nonce,
)
from wirelens.run.auth_sigv4 import Signable, signed_fields
from wirelens.run.credentials import AwsCredentials, Credentials, DigestCredentials

Fields = tuple[tuple[str, str], ...]

MOST_ANSWERS = 3  # to challenges of one exchange: a server may call every nonce stale


class Authenticating:
    """Signs requests, or answers the challenges of one origin; knows them from hop to hop."""

    def __init__(self) -> None:
        self._challenge: Challenge | None = None
        self._count = 0  # of the answers under the present nonce
        self._session: tuple[str, str] | None = None
        self._answered = 0

    def fields(self, request: Signable, credentials: Credentials | None) -> Fields:
        """The fields that the request gets; a request without a challenge so far gets none."""
        match credentials:
            case AwsCredentials():
                return signed_fields(request, credentials, datetime.now(UTC))
            case DigestCredentials() if self._challenge is not None:
                return (("Authorization", self._answer(self._challenge, request, credentials)),)
        return ()

    def is_challenged(self, values: Iterable[str], credentials: Credentials | None) -> bool:
        """Whether a 401 with these `WWW-Authenticate` values is worth another request."""
        if not isinstance(credentials, DigestCredentials) or self._answered >= MOST_ANSWERS:
            return False
        found = next((each for each in challenges(values) if each.is_known), None)
        if found is None or (self._is_of(found.realm) and not found.stale):
            return False  # user and password are not believed
        self._challenge, self._count, self._session = found, 0, None
        self._answered += 1
        return True

    def note(self, authentication_info: str) -> None:
        """Takes the nonce that the server wants for the next request, where it names one."""
        nonce = next_nonce(authentication_info)
        if nonce is not None and self._challenge is not None:
            self._challenge, self._count = replace(self._challenge, nonce=nonce), 0

    def _is_of(self, realm: str) -> bool:
        return self._challenge is not None and self._challenge.realm == realm

    def _answer(
        self, challenge: Challenge, request: Signable, credentials: DigestCredentials
    ) -> str:
        self._count += 1
        client_nonce = secrets.token_urlsafe(24)
        self._session = self._session or (challenge.nonce, client_nonce)
        return authorization(
            challenge,
            Asked(request.method, request.target, request.content),
            (credentials.user.reveal(), credentials.password.reveal()),
            Answer(self._count, client_nonce, self._session),
        )
