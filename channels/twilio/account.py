"""What may be configured of a Twilio account, the same for every channel on it, and the check of it. No I/O.

The table holds no secret: `auth_token_env` names the environment variable of the account's Auth Token, which signs
webhooks, and `api_key_env` with `api_secret_env` an API key, with which requests are made and softphones admitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

PROVIDER = "https://api.twilio.com"
E164 = re.compile(r"\+[1-9]\d{6,14}")
SID = {kind: re.compile(rf"{kind}[0-9a-fA-F]{{32}}") for kind in ("AC", "SK", "AP", "MG", "CA", "CF", "RE", "SM")}
LANGUAGES = ("en", "ru")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")  # of an edge or a region


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens the account. Never shown: its repr is empty."""

    auth_token: str = ""
    api_key: str = ""  # SK…, not secret itself, but beside its secret
    api_secret: str = ""

    def __repr__(self) -> str:
        return "Secrets(…)"


def secrets_of(given: Mapping[str, str]) -> Secrets:
    """The account's secrets among a channel's."""
    return Secrets(given.get("auth_token", ""), given.get("api_key", ""), given.get("api_secret", ""))


@dataclass(frozen=True, slots=True)
class Account:
    """Where requests go and by which name."""

    account_sid: str  # AC…
    api_url: str  # without a slash at its end
    region: str = ""
    edge: str = ""

    @property
    def is_provider(self) -> bool:
        """Whether requests go to Twilio itself, and not to a carrier of our own."""
        return self.api_url == PROVIDER


def read_table(kind: type[Any], table: Mapping[str, object], foreign: Iterable[str]) -> tuple[Any, list[str]]:
    """A settings dataclass from its table, with the faults of shape; None with faults.

    Understood: texts, whole numbers, true and false, tables of texts.
    """
    known = {each.name: each for each in fields(kind)}
    faults = []
    for key, value in table.items():
        if key in known:
            faults += _wrong_shape(known[key], value)
        elif key not in set(foreign):
            faults.append(f"{key}: not a setting of this kind of channel; remove it or correct its spelling")
    if faults:
        return None, faults
    given = {key: dict(value) if isinstance(value, Mapping) else value for key, value in table.items() if key in known}
    return kind(**given), []


def _wrong_shape(field: Field[Any], value: object) -> list[str]:
    usual = field.default if field.default_factory is MISSING else field.default_factory()
    if isinstance(usual, bool):
        return [] if isinstance(value, bool) else [f"{field.name}: give true or false"]
    if isinstance(usual, int):
        fine = isinstance(value, int) and not isinstance(value, bool) and value >= 1
        return [] if fine else [f"{field.name}: give a whole number, 1 or more"]
    if isinstance(usual, Mapping):
        fine = isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values())
        return [] if fine else [f"{field.name}: give a table of texts, one for each language"]
    return [] if isinstance(value, str) else [f"{field.name}: give a text"]


def account_faults(account: Account, secrets: Secrets) -> list[str]:
    """What is wrong with the account's part of a table. Without an Auth Token nothing is accepted: it says so."""
    faults = []
    if not SID["AC"].fullmatch(account.account_sid):
        faults.append("account_sid: write the Account SID of the provider's console, AC and 32 hexadecimal digits")
    if not secrets.auth_token:
        faults.append('auth_token_env: name the variable that holds the Auth Token, for example "TWILIO_AUTH_TOKEN"')
    if bool(secrets.api_key) != bool(secrets.api_secret):
        faults.append("api_secret_env: an API key and its secret come together; name both variables")
    if secrets.api_key and not SID["SK"].fullmatch(secrets.api_key):
        faults.append("api_key_env: the variable must hold an API key's SID, SK and 32 hexadecimal digits")
    if not is_base(account.api_url):
        faults.append("api_url: leave it empty for the provider, or give https://…; http:// is for this machine only")
    for key in ("region", "edge"):
        if (value := getattr(account, key)) and not _NAME.fullmatch(value):
            faults.append(f"{key}: {value!r} is no name of one, as ie1 or dublin")
    if bool(account.region) != bool(account.edge):
        faults.append("edge: region and edge are given together (region = \"ie1\", edge = \"dublin\")")
    return faults


def is_base(url: str) -> bool:
    """Whether this is an address to build on: https anywhere, http on this machine only, no query."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_here(host))
        return bool(host) and safe and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        return False


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def public_url_faults(url: str) -> list[str]:
    """What is wrong with a channel's own public_url; "" is the site's."""
    if not url or is_base(url):
        return []
    return ["public_url: give the address the provider reaches this hub by, https://…, or leave it to hub.toml"]


def number_faults(key: str, number: str) -> list[str]:
    """What is wrong with a number in a table."""
    if E164.fullmatch(number):
        return []
    return [f"{key}: {number!r} is not a number in E.164; write it with its country, as +14155550100"]


def language_faults(key: str, table: Mapping[str, str], known: Sequence[str] = LANGUAGES) -> list[str]:
    """What is wrong with a table by language."""
    return [f"{key}: {language!r} is not one of {', '.join(known)}" for language in table if language not in known]
