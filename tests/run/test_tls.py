"""Certificates: which are believed, and what is said of the others."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from servers import behaviours, client, scripted
from wirelens.run.arrivals import Arrival
from wirelens.run.outgoing import Options
from wirelens.run.transport import exchange

CA_FILE = str(behaviours.CERTIFICATE)
SOURCE = Path(__file__).parents[2] / "server"


def serve(certificate: Path = behaviours.CERTIFICATE) -> scripted.Server:
    return scripted.serve_tls(behaviours.server_context(certificate), behaviours.whole(b"hello"))


def check_refused(server: scripted.Server, options: Options, reason: str) -> None:
    """Nothing of the request is sent, and the reason is told; PEER stands for the address."""
    failure = client.failure(client.arrivals(client.get(server.url("/?key=x"), options=options)))
    told = failure.message.replace(f'"localhost:{server.port}"', "PEER")
    assert (failure.code, told) == ("tls-failed", reason)
    assert all(not connection.received for connection in server.connections)


def test_a_certificate_of_the_ca_file_is_believed() -> None:
    with serve() as server:
        found = client.arrivals(client.get(server.url(), options=Options(ca_file=CA_FILE)))
    assert client.body(found) == b"hello"


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    with serve() as server:
        reason = "the certificate of PEER is refused: self-signed certificate"
        check_refused(server, Options(), reason)
        check_refused(server, Options(insecure_hosts=frozenset({"other.test"})), reason)


def test_a_certificate_of_another_host_is_refused() -> None:
    with serve() as server:
        url = f"https://127.0.0.1:{server.port}/"
        found = client.arrivals(client.get(url, options=Options(ca_file=CA_FILE)))
    assert client.failure(found).code == "tls-failed"
    assert "IP address mismatch" in client.failure(found).message


def test_an_expired_certificate_is_refused() -> None:
    options = Options(ca_file=str(behaviours.EXPIRED_CERTIFICATE))
    with serve(behaviours.EXPIRED_CERTIFICATE) as server:
        reason = "the certificate of PEER is refused: certificate has expired"
        check_refused(server, options, reason)


@pytest.mark.parametrize("host", ["localhost", "localhost:PORT"])
def test_a_host_that_the_user_calls_insecure_is_not_checked(host: str) -> None:
    with serve(behaviours.EXPIRED_CERTIFICATE) as server:
        hosts = frozenset({host.replace("PORT", str(server.port))})
        found = client.arrivals(client.get(server.url(), options=Options(insecure_hosts=hosts)))
    assert client.body(found) == b"hello"


def test_a_ca_file_that_cannot_be_read_is_named() -> None:
    with serve() as server:
        check_refused(
            server,
            Options(ca_file="/no/such.pem"),
            'cannot read the CA file "/no/such.pem": no such file or directory',
        )
        check_refused(
            server,
            Options(ca_file=__file__),
            f'the CA file "{__file__}" is no certificate: expected PEM',
        )


def test_a_ca_file_does_not_matter_without_tls() -> None:
    with scripted.serve(behaviours.whole(b"plain")) as server:
        options = Options(ca_file="/no/such.pem")
        assert client.body(client.arrivals(client.get(server.url(), options=options))) == b"plain"


def test_a_server_without_tls_is_told() -> None:
    with scripted.Server((behaviours.whole(b"plain"),)) as server:
        url = server.url().replace("http:", "https:")
        failure = client.failure(client.arrivals(client.get(url)))
    assert failure.code == "tls-failed"
    assert failure.message.startswith(f'no TLS with "localhost:{server.port}": ')


def test_a_handshake_that_the_server_leaves_is_told() -> None:
    with scripted.Server(()) as server:
        url = server.url().replace("http:", "https:")
        failure = client.failure(client.arrivals(client.get(url)))
    assert failure.code in ("tls-failed", "connect-failed")  # by whether FIN or RST comes first
    assert f'"localhost:{server.port}"' in failure.message


def test_a_handshake_that_stalls_is_a_timeout() -> None:
    with scripted.Server((scripted.Stall(),)) as server:
        url = server.url().replace("http:", "https:")
        failure = client.failure(client.arrivals(client.get(url, options=Options(connect=0.3))))
        assert server.connection().gone.wait(scripted.PATIENCE)
    message = f'no connection to "localhost:{server.port}" within 0.3 s'
    assert (failure.code, failure.message) == ("timeout", message)


def test_a_handshake_that_a_deadline_ends_is_closed() -> None:
    async def ended(server: scripted.Server) -> Arrival:
        url = server.url().replace("http:", "https:")
        last = [a async for a in exchange(client.get(url, options=Options(total=0.3)))][-1]
        # The loop goes on meanwhile: its end would close what was left open.
        connection = await asyncio.to_thread(server.connection)
        assert await asyncio.to_thread(connection.gone.wait, scripted.PATIENCE)
        return last

    with scripted.Server((scripted.Stall(),)) as server:
        message = f'no response from "localhost:{server.port}" within 0.3 s'
        assert client.failure([asyncio.run(ended(server))]).message == message


def test_a_reset_over_tls_is_a_reset() -> None:
    gate = scripted.Gate()
    head = scripted.Send(behaviours.OK + behaviours.CHUNKED + behaviours.chunk(b"abc"))
    context = behaviours.server_context()
    with scripted.serve_tls(context, head, scripted.Wait(gate), scripted.Reset()) as server:
        request = client.get(server.url(), options=Options(ca_file=CA_FILE))
        failure = client.failure(client.arrivals_until_opened(request, [gate]))
    assert (failure.code, failure.transport) == ("truncated", "reset")


def test_a_body_that_tls_leaves_unfinished_is_truncated() -> None:
    context = behaviours.server_context()
    with scripted.serve_tls(context, *behaviours.SHORT_LENGTH) as server:
        request = client.get(server.url(), options=Options(ca_file=CA_FILE))
        found = client.arrivals(request)
    assert client.body(found) == b"abc"
    assert client.failure(found).message == (
        "the connection closed before the end of the body (3 of 10 bytes)"
    )


def test_no_session_keys_are_written_for_the_environment(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    code = """
import sys
from servers import client
from wirelens.run.outgoing import Options
found = client.arrivals(client.get(sys.argv[1], options=Options(ca_file=sys.argv[2])))
print(client.body(found).decode())
"""
    with serve() as server:
        printed = subprocess.run(
            [sys.executable, "-c", code, server.url(), CA_FILE],
            env={"PYTHONPATH": f"{SOURCE}:{SOURCE.parent / 'tests'}", "SSLKEYLOGFILE": str(keys)},
            capture_output=True,
            check=True,
            timeout=scripted.PATIENCE,
        ).stdout
    assert printed == b"hello\n"
    assert not keys.exists()
