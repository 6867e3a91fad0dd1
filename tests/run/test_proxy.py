"""Where requests go through, and what cannot lead them elsewhere."""

import pytest

from servers import behaviours, client, scripted
from servers.scripted import Send
from wirelens.run.outgoing import Options


def test_the_environment_leads_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{behaviours.refusing_port()}")
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    with scripted.serve(behaviours.whole(b"direct")) as server:
        assert client.body(client.arrivals(client.get(server.url()))) == b"direct"


def test_a_proxy_of_the_settings_is_used_but_not_for_this_machine() -> None:
    with scripted.serve(behaviours.whole(b"proxied")) as proxy:
        options = Options(proxy=f"http://127.0.0.1:{proxy.port}")
        found = client.arrivals(client.get("http://a.test/x", options=options))
        assert client.body(found) == b"proxied"
        assert proxy.connection().head.startswith("GET http://a.test/x HTTP/1.1\r\n")
        with scripted.serve(behaviours.whole(b"direct")) as server:
            found = client.arrivals(client.get(server.url(), options=options))
        assert client.body(found) == b"direct"


def test_a_proxy_that_refuses_is_named() -> None:
    with scripted.serve(Send(b"HTTP/1.1 407 Who are you\r\n\r\n")) as proxy:
        options = Options(proxy=f"http://me:CANARY@127.0.0.1:{proxy.port}")
        failure = client.failure(client.arrivals(client.get("https://a.test/", options=options)))
    through = f'"a.test:443" through the proxy "127.0.0.1:{proxy.port}"'
    assert (failure.code, failure.message) == (
        "connect-failed",
        f"no way to {through}: 407 Who are you",
    )


@pytest.mark.parametrize("proxy", ["socks5://h:1", "host:80", "http://", "http://[", "\n"])
def test_a_proxy_that_is_none_is_told(proxy: str) -> None:
    request = client.get("http://a.test/", options=Options(proxy=proxy))
    assert client.failure(client.arrivals(request)).message == (
        'the proxy is malformed: expected "http://" or "https://" and a host'
    )
