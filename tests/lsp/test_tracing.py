"""From a word of a view to its event's line and back, as a client asks: `$0` is the cursor."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

from lsp_client import LspClient, Message
from servers import behaviours, scripted
from servers.scripted import AwaitRequest, Gate, Send, Step, Wait

STREAMS: Message = {"experimental": {"wirelens": {"stream": 1}}}
SHOWS: Message = {"window": {"showDocument": {"support": True}}}
ASKS: Message = {"workspace": {"textDocumentContent": {}}}
REPLY, RAW = "wirelens://run/1/chat.reply.md", "wirelens://run/1/chat.sse"
UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def event(word: str) -> bytes:
    delta = {"choices": [{"index": 0, "delta": {"content": word}}]}
    return b"data: %b\n\n" % json.dumps(delta, ensure_ascii=False).encode()


END = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


def stream(*words: str, gate: Gate | None = None) -> scripted.Server:
    """A reply of these words; the last one waits for the gate."""
    steps: list[Step] = [AwaitRequest(), Send(behaviours.SSE + behaviours.CHUNKED)]
    steps += [Send(behaviours.chunk(event(word))) for word in words[:-1]]
    steps += [Wait(gate)] if gate is not None else []
    last = behaviours.chunk(event(words[-1]) + END)
    return scripted.serve(*steps, Send(last + behaviours.LAST_CHUNK))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[LspClient]:
    with LspClient(tmp_path) as made:
        made.answers["window/showDocument"] = lambda params: {"success": True}
        yield made
        assert "Traceback" not in made.said()


class Views:
    """The views of one client as it has them: opened with a text, asked about by words in it."""

    def __init__(self, client: LspClient, encoding: str = "utf-16") -> None:
        self.client = client
        self.codec, self.unit = UNITS[encoding]
        self.texts: dict[str, str] = {}

    def open(self, uri: str, text: str) -> None:
        self.texts[uri] = text
        self.client.open(uri, text)

    def ask(self, method: str, uri: str, around: str, **more: Any) -> Any:
        """Asks at `$0`, where the text around it stands."""
        text = self.texts[uri]
        offset = text.index(around.replace("$0", "")) + around.index("$0")
        start = text.rfind("\n", 0, offset) + 1
        before = text[start:offset]
        position = {"line": text.count("\n", 0, start), "character": self.length(before)}
        params = {"textDocument": {"uri": uri}, "position": position, **more}
        return self.client.request(f"textDocument/{method}", params)

    def hover(self, uri: str, around: str) -> str:
        answer = self.ask("hover", uri, around)
        return "" if answer is None else str(answer["contents"]["value"])

    def goes_to(self, method: str, uri: str, around: str, texts: dict[str, str]) -> list[str]:
        """The text at each location that is answered."""
        more = {"context": {"includeDeclaration": True}} if method == "references" else {}
        found = self.ask(method, uri, around, **more) or []
        return [self.within(texts[each["uri"]], each["range"]) for each in found]

    def within(self, text: str, range_: Message) -> str:
        """The text of a range, whose positions are in the client's units."""
        lines = text.split("\n")
        first, last = range_["start"]["line"], range_["end"]["line"]
        begin = self.cut(lines[first], range_["start"]["character"])
        end = self.cut(lines[last], range_["end"]["character"])
        parts = [*lines[first:last], lines[last][:end]]
        return "\n".join(parts)[begin:]

    def length(self, text: str) -> int:
        return len(text.encode(self.codec)) // self.unit

    def cut(self, line: str, character: int) -> int:
        return len(line.encode(self.codec)[: character * self.unit].decode(self.codec))


def sent(client: LspClient, folder: Path, server: scripted.Server, capabilities: Message) -> str:
    """The document of a request that is sent."""
    client.initialize(folder, capabilities, trusted=True)
    uri = (folder / "a.http").as_uri()
    client.open(uri, f"### chat\nPOST {server.url('/')}\n")
    client.execute("wirelens.send", uri, 1, 1)
    return uri


def streamed(client: LspClient, uri: str) -> str:
    """The view that the stream notifications made."""
    text = b""
    for params in client.all("wirelens/stream"):
        if params["uri"] == uri:
            text = text[: params["offset"]] + params["text"].encode()
    return text.decode()


def wait_for_end(client: LspClient, uri: str = REPLY) -> str:
    client.notified("wirelens/stream", lambda params: params["uri"] == uri and params["done"])
    return streamed(client, uri)


def test_a_word_leads_to_its_events_and_their_lines_back_to_it(
    client: LspClient, tmp_path: Path
) -> None:
    with stream("One la", "mp, three", " switches.") as server:
        sent(client, tmp_path, server, STREAMS)
        views = Views(client)
        views.open(REPLY, wait_for_end(client))
    said = views.hover(REPLY, "l$0amp")
    assert "from 2 events: 1–2" in said
    assert 'adds `"mp, three"` to text' in said
    assert "network read" in said
    assert views.hover(REPLY, "compl$0ete") == ""
    assert views.ask("definition", REPLY, "compl$0ete") is None
    answer = views.ask("definition", REPLY, "l$0amp")
    assert [each["uri"] for each in answer] == [RAW, RAW]
    raw = wait_for_end(client, RAW)
    lines = [views.within(raw, each["range"]).encode() for each in answer]
    assert lines == [event("One la").rstrip(), event("mp, three").rstrip()]
    views.open(RAW, raw)
    texts = {REPLY: views.texts[REPLY], RAW: raw}
    assert views.goes_to("references", RAW, "mp$0, three", texts) == ["mp, three"]
    assert views.goes_to("definition", RAW, "mp$0, three", texts) == [lines[1].decode()]
    assert views.goes_to("references", RAW, "DO$0NE", texts) == []
    assert "adds nothing to the reply" in views.hover(RAW, "DO$0NE")
    lit = views.ask("documentHighlight", REPLY, "la$0mp")
    assert [views.within(texts[REPLY], each["range"]) for each in lit] == ["mp, three"]
    lit = views.ask("documentHighlight", RAW, "mp$0, three")
    assert [views.within(raw, each["range"]) for each in lit] == [lines[1].decode()]
    assert client.leave() == 0


def test_the_timeline_leads_to_both(client: LspClient, tmp_path: Path) -> None:
    with stream("One ", "two") as server:
        uri = sent(client, tmp_path, server, STREAMS)
        views = Views(client)
        reply = wait_for_end(client)
    client.execute("wirelens.show", uri, 1, "timeline")
    timeline = REPLY.replace("reply.md", "timeline")
    views.open(timeline, wait_for_end(client, timeline))
    assert "**Event 2**" in views.hover(timeline, "│     tw$0o")
    answer = views.ask("definition", timeline, "│     tw$0o")
    texts = {RAW: wait_for_end(client, RAW), REPLY: reply}
    assert views.within(texts[RAW], answer[0]["range"]).encode() == event("two").rstrip()
    assert views.goes_to("references", timeline, "tw$0o", texts) == ["two"]
    lit = views.ask("documentHighlight", timeline, "tw$0o")
    assert [views.within(views.texts[timeline], each["range"])[:5] for each in lit] == ["    2"]


@pytest.mark.parametrize("encoding", UNITS)
def test_positions_in_the_units_of_the_client(
    client: LspClient, tmp_path: Path, encoding: str
) -> None:
    with stream("é😀 ", "wört", "😀 end") as server:
        capabilities = {**STREAMS, "general": {"positionEncodings": [encoding]}}
        sent(client, tmp_path, server, capabilities)
        views = Views(client, encoding)
        views.open(REPLY, wait_for_end(client))
    answer = views.ask("hover", REPLY, "$0end")
    assert "**Event 3**" in answer["contents"]["value"]
    assert views.within(views.texts[REPLY], answer["range"]) == "end"
    assert "**Event 2**" in views.hover(REPLY, "wör$0t")
    lit = views.ask("documentHighlight", REPLY, "$0end")
    assert [views.within(views.texts[REPLY], each["range"]) for each in lit] == ["😀 end"]


def test_views_that_are_files(client: LspClient, tmp_path: Path) -> None:
    gate = Gate()
    with stream("One ", "two", gate=gate) as server:
        uri = sent(client, tmp_path, server, SHOWS)
        shown = client.notified("window/showDocument")["uri"]
        assert shown.startswith("file:")
        views = Views(client)
        reply = await_file(client, shown, "One")
        views.open(shown, reply)
        (raw,) = [each["uri"] for each in views.ask("definition", shown, "O$0ne")]
        assert raw.startswith("file:")
        assert raw.endswith("/1/chat.sse")
        assert file_text(raw).encode().endswith(event("One "))
        gate.open()
        whole = await_file(client, raw, "[DONE]")
    views.open(raw, whole)
    assert "**Event 1**" in views.hover(raw, "On$0e")
    assert views.goes_to("references", raw, "On$0e", {shown: reply}) == [reply]
    assert views.goes_to("references", raw, "tw$0o", {shown: reply}) == []
    await_file(client, shown, "complete")
    client.execute("wirelens.send", uri, 1, 1)
    found = "textDocument/publishDiagnostics"
    client.notified(found, lambda params: "connect-failed" in json.dumps(params))
    client.execute("wirelens.showPrevious", uri, 1, "reply")
    previous = client.notified("window/showDocument", lambda params: "/1p/" in params["uri"])["uri"]
    before = await_file(client, previous, "complete")
    views.open(previous, before)
    (line,) = views.ask("definition", previous, "tw$0o")
    assert line["uri"].endswith("/1p/chat.sse")
    assert views.within(file_text(line["uri"]), line["range"]).encode() == event("two").rstrip()
    published = client.all("textDocument/publishDiagnostics")
    read_as_requests = {each["uri"] for each in published if "version" in each}
    assert read_as_requests == {uri}, "our own files are no request files"


def file_text(uri: str) -> str:
    return Path(unquote(urlparse(uri).path)).read_text("utf-8")


def await_file(client: LspClient, uri: str, said: str) -> str:
    """The text of a view's file once it says so; each look is a round trip to the server."""
    for _ in range(100_000):
        text = file_text(uri)
        if said in text:
            return text
        client.execute("wirelens.cancel", "file:///none.http", 0)
    raise AssertionError(text)


def test_virtual_documents(client: LspClient, tmp_path: Path) -> None:
    with stream("One ", "two") as server:
        uri = sent(client, tmp_path, server, SHOWS | ASKS)
        client.notified("window/showDocument")
        client.notified("workspace/textDocumentContent/refresh")
        client.notified("textDocument/publishDiagnostics")
        client.answers["workspace/textDocumentContent/refresh"] = lambda params: None
        views = Views(client)
        reply = content(client, REPLY, "complete")
        views.open(REPLY, reply)
        (line,) = views.ask("definition", REPLY, "tw$0o")
    raw = content(client, line["uri"], "[DONE]")
    assert views.within(raw, line["range"]).encode() == event("two").rstrip()
    views.open(RAW, raw)
    assert views.goes_to("references", RAW, "tw$0o", {REPLY: reply}) == ["two"]
    assert uri


def content(client: LspClient, uri: str, said: str) -> str:
    """The content of a virtual document once it says so."""
    for _ in range(100_000):
        text = str(client.request("workspace/textDocumentContent", {"uri": uri})["text"])
        if said in text:
            return text
    raise AssertionError(text)


def test_the_client_is_answered_for_the_text_that_it_has(client: LspClient, tmp_path: Path) -> None:
    gate = Gate()
    with stream("One ", "two", " three", gate=gate) as server:
        sent(client, tmp_path, server, STREAMS)
        client.notified("wirelens/stream", lambda _: "two" in streamed(client, REPLY))
        views = Views(client)
        views.open(REPLY, "One")
        gate.open()
        whole = wait_for_end(client)
    assert "**Event 1**" in views.hover(REPLY, "On$0e")
    wide = "One two three"
    change(views, REPLY, 2, (0, 3, 0, 3, wide[3:]))
    assert "**Event 3**" in views.hover(REPLY, "thr$0ee")
    again = {"textDocument": {"uri": REPLY, "version": 2}}
    range_ = {"start": {"line": 0, "character": 3}, "end": {"line": 0, "character": 3}}
    changes = [{"range": range_, "text": " once more"}]
    client.notify("textDocument/didChange", {**again, "contentChanges": changes})
    assert "**Event 3**" in views.hover(REPLY, "thr$0ee"), "a version is taken once"
    change(views, REPLY, 3, (0, 4, 0, 7, "six"))
    assert views.hover(REPLY, "thr$0ee") == "", "what the reply does not say has no event"
    assert "**Event 1**" in views.hover(REPLY, "On$0e")
    views.texts[REPLY] = whole.replace("\n", "\r\n")
    full = [{"text": views.texts[REPLY]}]
    params = {"textDocument": {"uri": REPLY, "version": 4}, "contentChanges": full}
    client.notify("textDocument/didChange", params)
    views.texts[REPLY] = whole
    assert "**Event 3**" in views.hover(REPLY, "thr$0ee")


def test_a_view_that_is_opened_again_grows_on(client: LspClient, tmp_path: Path) -> None:
    gate = Gate()
    with stream("One ", "two", gate=gate) as server:
        sent(client, tmp_path, server, STREAMS)
        client.notified("wirelens/stream", lambda _: "One" in streamed(client, REPLY))
        client.open(REPLY, "One")
        client.notify("textDocument/didClose", {"textDocument": {"uri": REPLY}})
        client.open(RAW, "")
        client.open(REPLY, "One")
        gate.open()
        assert "One two\n" in wait_for_end(client)
        assert event("two").decode() in wait_for_end(client, RAW)


def change(views: Views, uri: str, version: int, edit: tuple[int, int, int, int, str]) -> None:
    line, character, end_line, end_character, text = edit
    start = {"line": line, "character": character}
    end = {"line": end_line, "character": end_character}
    changes = [{"range": {"start": start, "end": end}, "text": text}]
    document = {"uri": uri, "version": version}
    views.client.notify(
        "textDocument/didChange", {"textDocument": document, "contentChanges": changes}
    )
    lines = views.texts[uri].split("\n")
    lines[line : end_line + 1] = [lines[line][:character] + text + lines[end_line][end_character:]]
    views.texts[uri] = "\n".join(lines)


def test_what_the_client_can_register_is_registered_for_views(
    client: LspClient, tmp_path: Path
) -> None:
    names = ("synchronization", "hover", "definition", "references", "documentHighlight")
    documents = {name: {"dynamicRegistration": True} for name in names}
    announced = client.initialize(tmp_path, {"textDocument": documents})
    params = client.notified("client/registerCapability")
    found = {each["method"]: each["registerOptions"] for each in params["registrations"]}
    assert sorted(found) == [
        "textDocument/definition",
        "textDocument/didChange",
        "textDocument/didClose",
        "textDocument/didOpen",
        "textDocument/documentHighlight",
        "textDocument/hover",
        "textDocument/references",
    ]
    assert len({each["id"] for each in params["registrations"]}) == 7
    for options in found.values():
        scheme, files = options["documentSelector"]
        assert scheme == {"scheme": "wirelens"}
        assert files["pattern"].startswith(str(tmp_path / ".cache" / "wirelens"))
    assert found["textDocument/didChange"]["syncKind"] == 2
    providers = ("definitionProvider", "referencesProvider", "documentHighlightProvider")
    assert not any(announced.get(name) for name in providers)
    assert announced["hoverProvider"], "for the request files"


def test_what_the_client_cannot_register_is_announced(client: LspClient, tmp_path: Path) -> None:
    documents = {"definition": {"dynamicRegistration": True}, "hover": {}}
    announced = client.initialize(tmp_path, {"textDocument": documents})
    params = client.notified("client/registerCapability")
    assert [each["method"] for each in params["registrations"]] == ["textDocument/definition"]
    assert not announced.get("definitionProvider")
    assert announced["referencesProvider"]
    assert announced["documentHighlightProvider"]


def test_other_documents_lead_nowhere(client: LspClient, tmp_path: Path) -> None:
    client.initialize(tmp_path, STREAMS)
    unknown = "wirelens://run/9/gone.reply.md"
    for uri in ((tmp_path / "a.http").as_uri(), "file:///a.md", unknown, "wirelens:x"):
        client.open(uri, "### chat\nGET http://x/\n")
        params = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 1}}
        for method in ("hover", "definition", "documentHighlight"):
            assert client.request(f"textDocument/{method}", params) is None
        more = {"context": {"includeDeclaration": False}}
        assert client.request("textDocument/references", {**params, **more}) is None
