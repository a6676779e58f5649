"""Is the account set up as a channel needs it: key, number, webhooks, softphones. Asks only, changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from channels.contract import ChannelError
from channels.twilio.account import Account
from channels.twilio.rest import Rest


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; when it is not well, the remedy says what to do."""

    ok: bool
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a channel needs of its account; "" is not needed. Addresses are ours, as the provider shall call them."""

    number: str = ""
    voice: str = ""
    status: str = ""
    sms: str = ""
    messaging_service: str = ""
    twiml_app: str = ""


async def examine(rest: Rest, account: Account, needs: Needs) -> list[Finding]:
    """Everything there is to say, in the order in which it is best mended."""
    by_token = rest.by_token()
    try:
        findings = [await _account(by_token, account)]
    finally:
        await by_token.close()
    if findings[0].ok:
        findings.append(await _key(rest))
    if all(each.ok for each in findings):
        if needs.number:
            findings += await _number(rest, needs)
        if needs.messaging_service:
            findings += await _messaging(rest, needs)
        if needs.twiml_app:
            findings.append(await _app(rest, needs))
    for url in filter(None, (needs.voice, needs.sms)):
        if not url.startswith("https://") and account.is_provider:
            findings.append(Finding(False, f"the hub's public address is {url}",
                                    "set public_url in hub.toml to an address that begins with https://"))
    return findings


async def _account(rest: Rest, account: Account) -> Finding:
    try:
        found = await rest.ask(lambda client: client.api.v2010.accounts(account.account_sid).fetch_async())
    except ChannelError as error:
        return Finding(False, f"the account cannot be asked: {error.detail}",
                       "check account_sid, the (primary) Auth Token, and this machine's way out")
    if str(found.status) != "active":
        return Finding(False, f"the account is {found.status}", "ask the provider why, in its console")
    return Finding(True, "the account is active and accepts the Auth Token")


async def _key(rest: Rest) -> Finding:
    try:
        await rest.ask(lambda client: client.incoming_phone_numbers.list_async(limit=1))
    except ChannelError as error:
        return Finding(False, f"the API key is not accepted: {error.detail}",
                       "check the API key and its secret; it must be of this account and region, type Standard")
    return Finding(True, "the API key is accepted")


async def _number(rest: Rest, needs: Needs) -> list[Finding]:
    try:
        found = await rest.ask(
            lambda client: client.incoming_phone_numbers.list_async(phone_number=needs.number, limit=5)
        )
    except ChannelError as error:
        return [Finding(False, f"the numbers cannot be listed: {error.detail}", "let the API key read them")]
    mine = [each for each in found if each.phone_number == needs.number]
    if not mine:
        return [Finding(False, f"the account has no number {needs.number}", "buy it, or correct `number`")]
    number = mine[0]
    findings = [Finding(True, f"the account has the number {needs.number}")]
    # A number in a messaging service leaves its messages to the service.
    for kind, wanted in (("voice", needs.voice), ("sms", "" if needs.messaging_service else needs.sms)):
        if wanted:
            findings += _webhook(number, kind, wanted)
    if needs.status:
        findings.append(_same("Call status changes", number.status_callback, needs.status))
    return findings


def _webhook(number: Any, kind: str, wanted: str) -> Iterable[Finding]:
    """The webhook of a number's calls or messages, with its method and its fallback."""
    can = getattr(number.capabilities, kind, None)
    can = number.capabilities.get(kind) if isinstance(number.capabilities, dict) else can
    yield Finding(bool(can), f"the number {'can' if can else 'cannot'} carry {kind}",
                  "" if can else "buy a number with this capability")
    shown = {"voice": "A call comes in", "sms": "A message comes in"}[kind]
    application = getattr(number, f"{kind}_application_sid", "")
    if application:
        yield Finding(False, f"{shown}: the number is handed to an application", "choose Webhook instead of TwiML App")
        return
    yield _same(shown, getattr(number, f"{kind}_url"), wanted)
    method = getattr(number, f"{kind}_method")
    yield Finding(method == "POST", f"{shown}: method {method}", "" if method == "POST" else "choose HTTP POST")
    fallback = getattr(number, f"{kind}_fallback_url")
    if kind == "voice":
        yield Finding(bool(fallback), "Primary handler fails" + (": set" if fallback else ": empty"),
                      "" if fallback else "host config/fallback/voice.xml elsewhere and name its address there")


async def _messaging(rest: Rest, needs: Needs) -> list[Finding]:
    try:
        found = await rest.ask(
            lambda client: client.messaging.v1.services(needs.messaging_service).fetch_async()
        )
    except ChannelError as error:
        return [Finding(False, f"the messaging service cannot be asked: {error.detail}", "correct messaging_service")]
    if found.use_inbound_webhook_on_number:
        return [Finding(True, "the messaging service leaves messages to each number's own webhook")]
    return [_same("Messaging service, request URL", found.inbound_request_url, needs.sms)]


async def _app(rest: Rest, needs: Needs) -> Finding:
    try:
        found = await rest.ask(lambda client: client.applications(needs.twiml_app).fetch_async())
    except ChannelError as error:
        return Finding(False, f"the TwiML app cannot be asked: {error.detail}", "correct twiml_app in channels.toml")
    return _same("TwiML app, request URL", found.voice_url, needs.voice)


def _same(what: str, is_: str | None, wanted: str) -> Finding:
    # An address may carry connection overrides behind #.
    if (is_ or "").partition("#")[0] == wanted:
        return Finding(True, f"{what}: {wanted}")
    return Finding(False, f"{what}: {is_ or 'empty'}", f"write {wanted}")
