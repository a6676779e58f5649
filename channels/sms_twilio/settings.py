"""What may be configured of text messages on Twilio, and the check of it. No I/O; all faults are told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from channels.twilio.account import (
    PROVIDER,
    SID,
    Account,
    account_faults,
    language_faults,
    number_faults,
    public_url_faults,
    read_table,
    secrets_of,
)

# Keys of the channel's table that belong to the hub, not to the adapter.
FOREIGN = frozenset(
    {"kind", "name", "queue", "id", "enabled", "address", "signature", "auth_token_env", "api_key_env",
     "api_secret_env", "segment_price"}
)  # fmt: skip
_HELP = {
    "en": "You are writing with our support. Answer STOP to get no more messages.",
    "ru": "Вы пишете в нашу поддержку. Ответьте СТОП, чтобы больше не получать сообщений.",
}
_STOPPED = {
    "en": "You will get no more messages from us. Answer START to get them again.",
    "ru": "Вы больше не будете получать от нас сообщений. Ответьте СТАРТ, чтобы получать их снова.",
}
_STARTED = {"en": "You will get our messages again.", "ru": "Вы снова будете получать наши сообщения."}


@dataclass(frozen=True, slots=True)
class Settings:
    """The table of text messages in config/channels.toml: one number, or a messaging service.

    Its secrets are named by `auth_token_env` (the account's Auth Token; checks webhooks), `api_key_env` and
    `api_secret_env` (an API key; makes requests). It holds none, so that a parser may have it.
    """

    number: str = ""  # our number in E.164, +14155550100
    messaging_service: str = ""  # MG…: sends from one of its numbers; then `number` may be empty
    account_sid: str = ""  # AC and 32 hexadecimal digits
    api_url: str = ""  # where requests go; empty: the provider itself
    region: str = ""  # where the provider keeps and processes, "ie1"; empty: the United States
    edge: str = ""  # where requests enter the provider's network, "dublin"; given together with region
    public_url: str = ""  # how the provider reaches this hub; empty: the site's own public_url
    mms: bool = False  # files may be sent: only where the number can (United States, Canada)
    provider_answers: bool = True  # the provider itself answers STOP, START and HELP in English, as it does by default
    help: Mapping[str, str] = field(default_factory=lambda: dict(_HELP))  # the answer to HELP, by language
    stopped: Mapping[str, str] = field(default_factory=lambda: dict(_STOPPED))  # the one answer to STOP
    started: Mapping[str, str] = field(default_factory=lambda: dict(_STARTED))  # the answer to START

    @property
    def account(self) -> Account:
        """The account this number belongs to."""
        return Account(self.account_sid, self.api_url or PROVIDER, self.region, self.edge)


def read(table: Mapping[str, object], secrets: Mapping[str, str]) -> Settings:
    """The settings in `table`. Raises ValueError with every fault, one a line, each naming key and remedy."""
    found, faults = read_table(Settings, table, FOREIGN)
    if isinstance(found, Settings):
        faults = [
            *_sender_faults(found),
            *account_faults(found.account, secrets_of(secrets)),
            *public_url_faults(found.public_url),
            *(fault for key in ("help", "stopped", "started") for fault in language_faults(key, getattr(found, key))),
        ]
        if not faults:
            return found
    raise ValueError("\n".join(faults))


def _sender_faults(settings: Settings) -> list[str]:
    faults = []
    if settings.number or not settings.messaging_service:
        faults += number_faults("number", settings.number)
    if settings.messaging_service and not SID["MG"].fullmatch(settings.messaging_service):
        faults.append("messaging_service: write its SID, MG and 32 hexadecimal digits, or leave it out")
    return faults
