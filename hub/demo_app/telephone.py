"""The demo firm's telephone: an account at the sandbox's carrier, made up anew at each start, and its one number."""

from __future__ import annotations

import secrets
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from channels.contract import Medium
from channels.sandbox.carrier import Account, Carrier, Number
from hub.core.desk import ChannelInfo
from hub.settings import Settings, Site

PREFIX = "/sandbox/carrier"
ACCOUNT = "AC" + "5a" * 16
AUTH_TOKEN, API_KEY, API_SECRET = "SANDBOX_AUTH_TOKEN", "SANDBOX_API_KEY", "SANDBOX_API_SECRET"


def invent_secrets(environ: MutableMapping[str, str]) -> None:
    """Put the account's secrets where channels.toml says they are, as a firm's operator would."""
    environ.setdefault(AUTH_TOKEN, secrets.token_hex(16))
    environ.setdefault(API_KEY, "SK" + secrets.token_hex(16))
    environ.setdefault(API_SECRET, secrets.token_hex(16))


def channel_values(site: Site) -> dict[str, dict[str, Any]]:
    """What of channels.toml depends on where the demo runs: the carrier is on our own site."""
    api_url = f"http://127.0.0.1:{site.port}{PREFIX}"
    return {
        "phone": {"account_sid": ACCOUNT, "api_url": api_url, "voice_url": f"{site.public_url}{PREFIX}/clients/media"},
        "sms": {"account_sid": ACCOUNT, "api_url": api_url},
    }


def open_carrier(settings: Settings, environ: MutableMapping[str, str], folder: Path) -> Carrier:
    """The carrier with the firm's numbers, set up as docs/twilio.md says: webhooks, and the fallback in `folder`."""
    site, base_url = settings.site, f"http://127.0.0.1:{settings.site.port}{PREFIX}"
    fallback = folder / "fallback" / "voice.xml"
    bins = {"fallback": fallback.read_text("utf-8")} if fallback.is_file() else {}
    numbers: dict[str, Number] = {}
    for info in settings.plan.channels.values():
        if info.medium in (Medium.PHONE, Medium.SMS) and info.address:
            number = numbers.setdefault(info.address, Number(info.address, settings.plan.firm, voice=False, sms=False))
            _serve(number, info, f"{site.public_url}/channels/{info.id}")
            number.voice_fallback_url = f"{base_url}/bins/fallback" if bins else ""
    account = Account(sid=ACCOUNT, token=environ[AUTH_TOKEN], keys={environ[API_KEY]: environ[API_SECRET]},
                      numbers=list(numbers.values()), bins=bins)
    return Carrier(account, base_url, media="real", folder=_tapes(site))


def _serve(number: Number, info: ChannelInfo, base: str) -> None:
    if info.medium is Medium.PHONE:
        number.voice, number.voice_url, number.status_callback = True, f"{base}/voice", f"{base}/status"
    else:
        number.sms, number.sms_url = True, f"{base}/message"


def _tapes(site: Site) -> Path:
    folder = site.data_dir / "carrier"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
