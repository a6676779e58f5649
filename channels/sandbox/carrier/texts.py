"""Texts (SMS, MMS) both ways: prices, segments, delivery states in time, STOP and START, and replies by TwiML."""

from __future__ import annotations

from dataclasses import dataclass

from channels.sandbox.carrier import prices, twiml
from channels.sandbox.carrier.account import API_VERSION, NOWHERE, File, Hook, new_sid
from channels.sandbox.carrier.phones import Phones
from channels.sandbox.carrier.state import Book, Text
from channels.sandbox.carrier.twiml import BadDocument
from channels.sandbox.carrier.wire import Answer, NoAnswer, Wire

SENDING_SECONDS, SENT_SECONDS, DELIVERED_SECONDS = 0.2, 0.5, 1.0
UNREACHABLE = 30003  # the provider's code: unreachable destination handset
UNKNOWN_HANDSET = 30005
STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
START_WORDS = frozenset({"start", "yes", "unstop"})
HELP_WORDS = frozenset({"help", "info"})
STOPPED = "You have successfully been unsubscribed. You will not receive any more messages from this number. " \
    "Reply START to resubscribe."
HELP = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
STARTED = "You have successfully been re-subscribed to messages from this number. Reply HELP for help. " \
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


@dataclass(frozen=True, slots=True)
class Writing:
    """A text to be sent by the account."""

    to: str
    from_: str
    body: str
    media: tuple[str, ...] = ()
    report: Hook = NOWHERE
    sender_pool: str = ""
    direction: str = "outbound-api"


class Texts:
    """All texts."""

    def __init__(self, book: Book, wire: Wire, phones: Phones) -> None:
        self._book, self._wire, self._phones = book, wire, phones

    # --- to handsets -----------------------------------------------------------------------------------

    def send(self, writing: Writing) -> Text:
        """Take a text and bring it on its way."""
        sid = new_sid("MM" if writing.media else "SM")
        text = Text(sid, writing.from_, writing.to, writing.body, writing.direction, self._book.time.now(), "queued",
                    prices.segments(writing.body), report=writing.report, sender_pool=writing.sender_pool)
        self._book.keep_text(text)
        self._changed(text)
        self._wire.spawn(self._bring(text, writing.media))
        return text

    async def _bring(self, text: Text, media: tuple[str, ...]) -> None:
        for url in media:
            try:
                answer = await self._wire.fetch(url)
                text.media.append((new_sid("ME"), File(url.rpartition("/")[2], answer.type, answer.body)))
            except NoAnswer as error:
                self._book.notice("", error.code, str(error), url)
                self._state(text, "failed", 12300)
                return
        await self._book.time.sleep(SENDING_SECONDS)
        self._state(text, "sending")
        await self._book.time.sleep(SENT_SECONDS)
        if text.status == "canceled":
            return
        text.sent = self._book.time.now()
        price = prices.text_price("outbound", text.segments, len(text.media))
        text.price = self._book.charge(price, "text", text.sid, text.to)
        self._state(text, "sent")
        await self._book.time.sleep(DELIVERED_SECONDS)
        if self._phones.phone(text.to).manner == "off":
            self._state(text, "undelivered", UNREACHABLE)
        else:
            self._state(text, "delivered")

    def _state(self, text: Text, state: str, error: int = 0) -> None:
        text.status, text.error = state, error
        self._changed(text)
        if not text.report.url:
            return
        params = {
            "AccountSid": self._book.account.sid, "ApiVersion": API_VERSION, "From": text.from_, "To": text.to,
            "MessageSid": text.sid, "SmsSid": text.sid, "MessageStatus": state, "SmsStatus": state,
        }
        if error:
            params["ErrorCode"] = str(error)
        if text.sender_pool:
            params["MessagingServiceSid"] = text.sender_pool
        self._wire.tell("text_status", text.sid, text.report, params)

    # --- from handsets ---------------------------------------------------------------------------------

    def arrive(self, from_: str, to: str, body: str, files: tuple[File, ...] = ()) -> Text:
        """A handset sends a text. One to a number that is not the account's goes nowhere: status failed."""
        sid = new_sid("MM" if files else "SM")
        text = Text(sid, from_, to, body, "inbound", self._book.time.now(), "received", prices.segments(body),
                    media=[(new_sid("ME"), file) for file in files], sent=self._book.time.now())
        self._book.keep_text(text)
        number = self._book.account.number(to)
        if number is None or not number.sms:
            text.status, text.error = "failed", UNKNOWN_HANDSET
            self._changed(text)
            return text
        price = prices.text_price("inbound", text.segments, len(files))
        text.price = self._book.charge(price, "text", sid, from_)
        self._changed(text)
        word = " ".join(body.split()).lower()
        self._consent(text, word)
        hook = number.sms_hook(self._book.account.apps)
        if hook.url:
            self._wire.spawn(self._hand_over(text, hook, word))
        return text

    def _consent(self, text: Text, word: str) -> None:
        """The provider's own rule for its numbers: a known word blocks the number, or opens it, and is answered."""
        pair = (text.to, text.from_)
        if word in STOP_WORDS and pair not in self._book.blocked:
            self._reply(text, STOPPED)
            self._book.blocked.add(pair)
        elif word in HELP_WORDS and pair not in self._book.blocked:
            self._reply(text, HELP)
        elif word in START_WORDS and pair in self._book.blocked:
            self._book.blocked.discard(pair)
            self._reply(text, STARTED)

    def _reply(self, text: Text, body: str, media: tuple[str, ...] = ()) -> None:
        self.send(Writing(text.from_, text.to, body, media, direction="outbound-reply"))

    async def _hand_over(self, text: Text, hook: Hook, word: str) -> None:
        params = {
            "MessageSid": text.sid, "SmsSid": text.sid, "SmsMessageSid": text.sid, "SmsStatus": "received",
            "AccountSid": self._book.account.sid, "ApiVersion": API_VERSION, "From": text.from_, "To": text.to,
            "Body": text.body, "NumMedia": str(len(text.media)), "NumSegments": str(text.segments),
        }
        for place, (sid, file) in enumerate(text.media):
            params[f"MediaUrl{place}"] = self.media_url(text, sid)
            params[f"MediaContentType{place}"] = file.type
        kinds = {"STOP": STOP_WORDS, "START": START_WORDS, "HELP": HELP_WORDS}
        if kind := next((name for name, words in kinds.items() if word in words), ""):
            params["OptOutType"] = kind
        try:
            self._answered(text, await self._wire.ask("text", hook, params))
        except NoAnswer as error:
            self._book.notice(text.sid, error.code, str(error), hook.url)

    def _answered(self, text: Text, answer: Answer) -> None:
        if not answer.body.strip() or "xml" not in answer.type:
            return
        try:
            document = twiml.read(answer.body, twiml.TEXTS)
        except BadDocument as error:
            self._book.notice(text.sid, error.code, str(error), answer.url)
            return
        for warning in document.warnings:
            self._book.notice(text.sid, 12200, f"Schema validation warning: {warning}", answer.url, level=1)
        for verb in document.verbs:
            if verb.name == "Message" and (text.to, text.from_) not in self._book.blocked:
                body = next((child.text for child in verb.children if child.name == "Body"), verb.text)
                media = tuple(child.text for child in verb.children if child.name == "Media")
                self._reply(text, body, media)

    def media_url(self, text: Text, sid: str) -> str:
        """Where a file of a text can be had."""
        return f"{self._book.base_url}/2010-04-01/Accounts/{self._book.account.sid}/Messages/{text.sid}/Media/{sid}"

    def _changed(self, text: Text) -> None:
        text.updated = self._book.time.now()
        number = text.from_ if text.direction == "inbound" else text.to
        self._book.emit("message", text=text, number=number)
