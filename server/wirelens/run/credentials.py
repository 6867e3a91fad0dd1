"""Credentials that are never sent as they are written: they are hashed or signed when it is time.

They belong to the origin that the user names. A redirect that leaves it leaves them behind.
"""

from dataclasses import dataclass

from wirelens.secret import Secret, SecretText

NONE = SecretText()


@dataclass(frozen=True, slots=True)
class DigestCredentials:
    """User and password, with which a challenge is answered (RFC 7616)."""

    user: SecretText
    password: SecretText

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets in them."""
        return (*self.user.secrets, *self.password.secrets)


@dataclass(frozen=True, slots=True)
class AwsCredentials:
    """The keys that a request is signed with (AWS Signature Version 4), and what it is signed for.

    An empty `token` means none. An empty `region` or `service` is still to be told by the host.
    """

    access_key: SecretText
    secret_key: SecretText
    token: SecretText = NONE
    region: SecretText = NONE
    service: SecretText = NONE

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets in them."""
        texts = (self.access_key, self.secret_key, self.token, self.region, self.service)
        return tuple(secret for text in texts for secret in text.secrets)


Credentials = DigestCredentials | AwsCredentials
