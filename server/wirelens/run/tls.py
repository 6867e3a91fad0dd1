"""TLS contexts, built here so that a wrong CA file is a message.

`ssl.create_default_context` would write session keys to the file of `SSLKEYLOGFILE`.
"""

import functools
import ssl

import certifi

from wirelens.run.errors import ExchangeError
from wirelens.run.outgoing import Options, Origin


def tls_context(options: Options, origin: Origin) -> ssl.SSLContext:
    """The context for connections to one origin."""
    if origin.scheme != "https":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used, and 60 ms cheaper to build
    if {origin.host, origin.address} & options.insecure_hosts:
        return _unverified()
    return _with_file(options.ca_file) if options.ca_file else public_roots()


@functools.cache
def public_roots() -> ssl.SSLContext:
    """The system's roots and certifi's; reading them takes tens of milliseconds, so once."""
    return _verified()


def _verified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    context.load_verify_locations(cafile=certifi.where())
    return context


def _with_file(path: str) -> ssl.SSLContext:
    context = _verified()
    try:
        context.load_verify_locations(cafile=path)
    except ssl.SSLError as error:
        raise ExchangeError(
            "tls-failed", f'the CA file "{path}" is no certificate: expected PEM'
        ) from error
    except OSError as error:
        reason = (error.strerror or "no such file").lower()
        raise ExchangeError("tls-failed", f'cannot read the CA file "{path}": {reason}') from error
    return context


def _unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
