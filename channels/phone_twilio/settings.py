"""What may be configured of a telephone number on Twilio, and the check of it. No I/O; all faults are told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from channels.twilio.account import (
    PROVIDER,
    SID,
    Account,
    account_faults,
    is_base,
    language_faults,
    number_faults,
    public_url_faults,
    read_table,
    secrets_of,
)

RECORDING_FORMATS = ("mp3", "wav")
# Keys of the channel's table that belong to the hub, not to the adapter.
FOREIGN = frozenset(
    {"kind", "name", "queue", "id", "enabled", "menu", "address", "auth_token_env", "api_key_env", "api_secret_env"}
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The table of one number in config/channels.toml.

    Its secrets are named by `auth_token_env` (the account's Auth Token; checks webhooks), `api_key_env` and
    `api_secret_env` (an API key; makes requests and lets softphones in). `menu` and `queue` are the hub's.
    """

    number: str = ""  # our number in E.164, +14155550100
    account_sid: str = ""  # AC and 32 hexadecimal digits
    api_url: str = ""  # where requests go; empty: the provider itself
    region: str = ""  # where the provider keeps and processes, "ie1"; empty: the United States
    edge: str = ""  # where requests enter the provider's network, "dublin"; given together with region
    public_url: str = ""  # how the provider reaches this hub; empty: the site's own public_url
    voice_url: str = ""  # where softphones send their WebRTC offers; empty: the provider's own kit
    twiml_app: str = ""  # AP…: the application that softphones' test calls go to; empty: no test call
    recording_format: str = "mp3"  # "mp3" is small, "wav" is exact
    voices: Mapping[str, str] = field(default_factory=dict)  # by language: the provider's voice that speaks texts

    @property
    def account(self) -> Account:
        """The account this number belongs to."""
        return Account(self.account_sid, self.api_url or PROVIDER, self.region, self.edge)


def read(table: Mapping[str, object], secrets: Mapping[str, str]) -> Settings:
    """The settings in `table`. Raises ValueError with every fault, one a line, each naming key and remedy."""
    found, faults = read_table(Settings, table, FOREIGN)
    if isinstance(found, Settings):
        faults = [
            *number_faults("number", found.number),
            *account_faults(found.account, secrets_of(secrets)),
            *public_url_faults(found.public_url),
            *language_faults("voices", found.voices),
            *_own_faults(found, secrets),
        ]
        if not faults:
            return found
    raise ValueError("\n".join(faults))


def _own_faults(settings: Settings, secrets: Mapping[str, str]) -> list[str]:
    faults = []
    if not secrets.get("api_key"):
        faults.append('api_key_env: softphones need an API key; name its variable, for example "TWILIO_API_KEY"')
    if settings.voice_url and not is_base(settings.voice_url):
        faults.append("voice_url: leave it empty for the provider's own kit, or give https://…")
    if settings.twiml_app and not SID["AP"].fullmatch(settings.twiml_app):
        faults.append("twiml_app: write the SID of a TwiML app, AP and 32 hexadecimal digits, or leave it out")
    if settings.recording_format not in RECORDING_FORMATS:
        faults.append(f"recording_format: {settings.recording_format!r} is not one of {', '.join(RECORDING_FORMATS)}")
    return faults
