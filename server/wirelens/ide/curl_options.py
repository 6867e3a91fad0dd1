"""Every option of curl: its name, its letter, whether a value follows, and what becomes of it.

https://curl.se/docs/manpage.html, as of curl 8.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from wirelens.ide.command_line import CommandFault, Word
from wirelens.ide.draft import opening


class Fate(Enum):
    """What becomes of an option in a request file."""

    KEPT = auto()
    IDLE = auto()  # it changes nothing that is sent
    NOTED = auto()  # it is left out, and that is told


@dataclass(frozen=True, slots=True)
class Option:
    """One option, by its long name without the dashes."""

    name: str
    takes_value: bool
    fate: Fate


@dataclass(frozen=True, slots=True)
class Given:
    """An option in use; `word` is where it stands, `value` the word it takes."""

    option: Option
    word: Word
    value: Word | None = None

    @property
    def shown(self) -> str:
        """The option as it was written, for messages."""
        return f"--{self.option.name}"


@dataclass(frozen=True, slots=True)
class Argument:
    """A word that is no option: a URL."""

    word: Word


def given_options(words: Sequence[Word]) -> Iterator[Given | Argument | CommandFault]:
    """The options and URLs among the words after `curl`; ends with the first that is unknown."""
    rest = iter(words)
    only_urls = False
    for word in rest:
        # Where a variable stands first, nobody knows what it is: a URL is what people mean.
        text = opening(word.text)
        if only_urls or not text.startswith("-") or word.plain == "-":
            yield Argument(word)
        elif word.plain == "--":
            only_urls = True
        else:
            for each in _long(word, rest) if text.startswith("--") else _short(word, rest):
                yield each
                if isinstance(each, CommandFault):
                    return


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_KEPT_WITH_VALUE = _words("""
    aws-sigv4 connect-timeout cookie data data-ascii data-binary data-raw data-urlencode form
    form-string header json max-time oauth2-bearer referer request upload-file url url-query user
    user-agent range
""")
_KEPT = _words("basic digest get globoff head insecure location location-trusted next")
_IDLE = _words("""
    alpn buffer clobber compressed create-dirs disable fail fail-early fail-with-body http1.1
    include ipv4 ipv6 keepalive no-progress-meter parallel parallel-immediate
    progress-bar progress-meter raw remote-header-name remote-name remote-name-all remote-time
    remove-on-error retry-all-errors retry-connrefused sessionid show-error show-headers silent
    skip-existing styled-output suppress-connect-headers tcp-fastopen tcp-nodelay trace-ids
    trace-time verbose xattr tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 ssl ssl-reqd npn form-escape
    false-start ssl-allow-beast ssl-no-revoke ssl-revoke-best-effort sslv2 sslv3 use-ascii
""")
_IDLE_WITH_VALUE = _words("""
    cookie-jar create-file-mode dump-header expect100-timeout happy-eyeballs-timeout-ms
    keepalive-cnt keepalive-time libcurl limit-rate max-filesize max-redirs output output-dir
    parallel-max parallel-max-host rate retry retry-delay retry-max-time speed-limit speed-time
    stderr trace trace-ascii trace-config write-out tls-max tls13-ciphers ciphers curves
    hsts alt-svc etag-save
""")
_NOTED = _words("""
    anyauth append cert-status compressed-ssh crlf disallow-username-in-url doh-cert-status
    doh-insecure ech http0.9 http1.0 http2 http2-prior-knowledge http3 http3-only
    haproxy-protocol ignore-content-length junk-session-cookies list-only metalink negotiate netrc
    netrc-optional ntlm ntlm-wb post301 post302 post303 proxy-anyauth proxy-basic proxy-digest
    proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast proxy-ssl-auto-client-cert
    proxy-tlsv1 proxytunnel sasl-ir socks5-basic socks5-gssapi socks5-gssapi-nec
    ssl-auto-client-cert tr-encoding ca-native proxy-ca-native proxy-http2 mail-rcpt-allowfails
    disable-eprt disable-epsv ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc
    ftp-ssl-control tftp-no-options mptcp help manual version path-as-is
""")
_NOTED_WITH_VALUE = _words("""
    abstract-unix-socket cacert capath cert cert-type config connect-to continue-at crlfile
    delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url egd-file engine
    etag-compare ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode
    haproxy-clientip hostpubmd5 hostpubsha256 interface ip-tos key key-type krb local-port
    login-options mail-auth mail-from mail-rcpt netrc-file noproxy pass pinnedpubkey preproxy proto
    proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type
    proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey
    proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser
    proxy-user proxy1.0 pubkey quote random-file request-target resolve sasl-authzid service-name
    socks4 socks4a socks5 socks5-gssapi-service socks5-hostname telnet-option tftp-blksize
    time-cond tlsauthtype tlspassword tlsuser unix-socket variable vlan-priority
""")
_TABLE = (
    (_KEPT_WITH_VALUE, True, Fate.KEPT),
    (_KEPT, False, Fate.KEPT),
    (_IDLE, False, Fate.IDLE),
    (_IDLE_WITH_VALUE, True, Fate.IDLE),
    (_NOTED, False, Fate.NOTED),
    (_NOTED_WITH_VALUE, True, Fate.NOTED),
)
OPTIONS = {name: Option(name, value, fate) for names, value, fate in _TABLE for name in names}
_LETTERS = dict(
    each.split("=")
    for each in _words("""
    a=append A=user-agent b=cookie B=use-ascii c=cookie-jar C=continue-at d=data D=dump-header
    e=referer E=cert f=fail F=form g=globoff G=get h=help H=header i=include I=head
    j=junk-session-cookies J=remote-header-name k=insecure K=config l=list-only L=location
    m=max-time M=manual n=netrc N=buffer o=output O=remote-name p=proxytunnel P=ftp-port q=disable
    Q=quote r=range R=remote-time s=silent S=show-error t=telnet-option T=upload-file u=user
    U=proxy-user v=verbose V=version w=write-out x=proxy X=request y=speed-time Y=speed-limit
    z=time-cond Z=parallel 0=http1.0 1=tlsv1 2=sslv2 3=sslv3 4=ipv4 6=ipv6 #=progress-bar :=next
    """)
)


def _long(word: Word, rest: Iterator[Word]) -> Iterator[Given | CommandFault]:
    name = (word.plain or "")[2:]
    option = _named(name) or _named(name.removeprefix("no-"))
    if option is None:
        hint = f'expected "--{name.partition("=")[0]} VALUE"' if "=" in name else ""
        yield CommandFault(word.span, f'option "--{name}" is unknown to curl', hint)
        return
    if option.takes_value:
        yield _with_value(option, word, rest)
    elif not name.startswith("no-") or option.fate is not Fate.KEPT:
        yield Given(option, word)


def _named(name: str) -> Option | None:
    """The option of that name, or the only one whose name begins so, as curl allows."""
    if name in OPTIONS:
        return OPTIONS[name]
    longer = [each for each in OPTIONS if name and each.startswith(name)]
    return OPTIONS[longer[0]] if len(longer) == 1 else None


def _short(word: Word, rest: Iterator[Word]) -> Iterator[Given | CommandFault]:
    text = opening(word.text)
    for index, letter in enumerate(text[1:], start=1):
        if letter not in _LETTERS:
            yield CommandFault(word.span, f'option "-{letter}" is unknown to curl')
            return
        option = OPTIONS[_LETTERS[letter]]
        if not option.takes_value:
            yield Given(option, word)
            continue
        own = word.after(index + 1)
        yield Given(option, word, own) if own.text else _with_value(option, word, rest)
        return


def _with_value(option: Option, word: Word, rest: Iterator[Word]) -> Given | CommandFault:
    value = next(rest, None)
    if value is None:
        return CommandFault(word.span, f'option "{word.plain}" expects a value, found none')
    return Given(option, word, value)
