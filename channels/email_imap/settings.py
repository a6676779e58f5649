"""What may be configured of a mailbox, and the check of it. No I/O; all faults are told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address

from channels.mime.addresses import normal_address

IMAP_TLS = ("tls", "none")
SMTP_TLS = ("tls", "starttls", "none")
FIRST_FETCH = ("unseen", "all", "new")
# Keys of the channel's table that belong to the hub, not to the adapter.
FOREIGN = frozenset({"kind", "name", "queue", "id", "enabled", "public_url", "signature"})


@dataclass(frozen=True, slots=True)
class Settings:
    """The table of one mailbox in config/channels.toml. It holds no password, so that a parser may have it."""

    address: str = ""  # the mailbox's own address, where customers write to
    sender_name: str = ""  # the firm's name beside the address
    imap_host: str = ""  # the server mails are fetched from; empty: this mailbox only sends
    imap_port: int = 993
    imap_tls: str = "tls"  # "tls"; "none" only on this machine or with allow_plain
    imap_login: str = ""  # empty: the address
    folder: str = "INBOX"  # the folder that is watched
    first_fetch: str = "unseen"  # what is taken of the mail already there: "unseen", "all" or "new" (nothing)
    mark_seen: bool = True  # mark a mail as read once it is kept
    smtp_host: str = ""  # the server mails leave by
    smtp_port: int = 465
    smtp_tls: str = "tls"  # "tls", "starttls"; "none" only on this machine or with allow_plain
    smtp_login: str = ""  # empty: as imap_login when there is a password
    allow_plain: bool = False  # permit "none" to another machine: passwords cross the network in the clear
    own_addresses: tuple[str, ...] = ()  # further addresses that reach this mailbox
    plus_addressing: bool = False  # the server delivers support+anything@: replies carry a signed token there
    max_mail_mb: int = 50  # MB; of a bigger mail only the beginning is kept, in quarantine
    max_attachment_mb: int = 25  # MB one message may carry out
    token_key: str = field(default="", repr=False)  # signs reply addresses and Message-IDs

    @property
    def own(self) -> frozenset[str]:
        """Every address of ours, as compared."""
        return frozenset(filter(None, map(normal_address, (self.address, *self.own_addresses))))

    @property
    def domain(self) -> str:
        """The domain of our Message-IDs."""
        return self.address.rpartition("@")[2].lower()


def read(table: Mapping[str, object], secrets: Mapping[str, str]) -> Settings:
    """The settings in `table`. Raises ValueError with every fault, one a line, each naming key and remedy."""
    faults = _wrong_shapes(table)
    if not faults:
        given = {f.name: _frozen(table[f.name]) for f in fields(Settings) if f.name in table}
        settings = Settings(**{**given, "token_key": secrets.get("token_key", "")})  # type: ignore[arg-type]
        faults = _wrong_values(settings)
        if not faults:
            return settings
    raise ValueError("\n".join(faults))


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _wrong_shapes(table: Mapping[str, object]) -> list[str]:
    usual = {f.name: f.default for f in fields(Settings) if f.name != "token_key"}
    faults = []
    for key, value in table.items():
        if key in FOREIGN:
            continue
        if key not in usual:
            faults.append(f"{key}: not a setting of a mailbox; remove it or correct its spelling")
        elif isinstance(usual[key], bool):
            if not isinstance(value, bool):
                faults.append(f"{key}: give true or false")
        elif isinstance(usual[key], int):
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                faults.append(f"{key}: give a whole number, 1 or more")
        elif isinstance(usual[key], tuple):
            if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
                faults.append(f"{key}: give a list of texts")
        elif not isinstance(value, str):
            faults.append(f"{key}: give a text")
    return faults


def _wrong_values(settings: Settings) -> list[str]:
    faults = []
    if normal_address(settings.address) != settings.address.lower():
        faults.append(f"address: {settings.address!r} is not a mail address; write it as support@example.org")
    faults += [
        f"own_addresses: {one!r} is not a mail address"
        for one in settings.own_addresses
        if normal_address(one) != one.lower()
    ]
    if not settings.imap_host and not settings.smtp_host:
        faults.append("imap_host: name the server mails are fetched from (and smtp_host, where they leave)")
    for key, value, known in (
        ("imap_tls", settings.imap_tls, IMAP_TLS),
        ("smtp_tls", settings.smtp_tls, SMTP_TLS),
        ("first_fetch", settings.first_fetch, FIRST_FETCH),
    ):
        if value not in known:
            faults.append(f"{key}: {value!r} is not one of {', '.join(known)}")
    for key, tls, host in (
        ("imap_tls", settings.imap_tls, settings.imap_host),
        ("smtp_tls", settings.smtp_tls, settings.smtp_host),
    ):
        if tls == "none" and host and not settings.allow_plain and not _is_here(host):
            faults.append(f"{key}: would send the password to {host} in the clear; use tls, or set allow_plain = true")
    faults += [f"{key}: at most 65535" for key in ("imap_port", "smtp_port") if getattr(settings, key) > 65_535]
    return faults


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
