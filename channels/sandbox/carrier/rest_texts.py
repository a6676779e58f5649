"""REST of texts: send, look up, list, change, and their files."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web

from channels.sandbox.carrier.phones import E164
from channels.sandbox.carrier.rest import Form, Reply, Rest, RestError, many, not_found, paged, report, within
from channels.sandbox.carrier.shapes import Shapes
from channels.sandbox.carrier.state import Book, Text
from channels.sandbox.carrier.texts import Texts, Writing

MAX_BODY = 1600
MAX_MEDIA = 10
_WORDS = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+._-]{1,11}")  # an alphanumeric sender
# The provider's own magic numbers for trying errors out.
MAGIC = {
    "+15005550001": (21211, "The 'To' number {to} is not a valid phone number."),
    "+15005550002": (21612, "The message cannot be routed to {to}."),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region of the 'To' number"),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number is not a valid mobile number"),
}


class TextRest:
    """Messages and their Media."""

    def __init__(self, book: Book, texts: Texts, shapes: Shapes) -> None:
        self._book, self._texts, self._shapes = book, texts, shapes

    def routes(self, rest: Rest, prefix: str) -> list[web.RouteDef]:
        """Where it is served."""
        one = "/{account}/Messages/{sid}"
        return [
            rest.route(prefix, method, path, handler)
            for method, path, handler in (
                ("GET", "/{account}/Messages.json", self._list), ("POST", "/{account}/Messages.json", self._send),
                ("GET", f"{one}.json", self._get), ("POST", f"{one}.json", self._change),
                ("DELETE", f"{one}.json", self._delete), ("GET", f"{one}/Media.json", self._files),
                ("GET", f"{one}/Media/{{file}}.json", self._file), ("GET", f"{one}/Media/{{file}}", self._bytes),
            )
        ]

    async def _send(self, request: web.Request, form: Form) -> Reply:
        writing = self._writing(form)
        return Reply(self._shapes.text(self._texts.send(writing)), 201)

    def _writing(self, form: Form) -> Writing:
        to, body = _number(form.get("To", "")), str(form.get("Body", ""))
        media, pool = many(form, "MediaUrl"), str(form.get("MessagingServiceSid", ""))
        if not to:
            raise RestError(400, 21604, "A 'To' phone number is required.")
        if to in MAGIC:
            code, sentence = MAGIC[to]
            raise RestError(400, code, sentence.format(to=to))
        if not E164.fullmatch(to):
            raise RestError(400, 21211, f"The 'To' number {to} is not a valid phone number.")
        sender = self._sender(_number(form.get("From", "")), pool)
        if not body and not media:
            raise RestError(400, 21619, "A text message body or media urls must be specified.")
        if len(body) > MAX_BODY:
            raise RestError(400, 21617, f"The concatenated message body exceeds the {MAX_BODY} character limit.")
        if len(media) > MAX_MEDIA:
            raise RestError(400, 21623, f"Number of media files exceeds allowed limit of {MAX_MEDIA}.")
        if any(not url.startswith(("http://", "https://")) for url in media):
            raise RestError(400, 21620, "Invalid media URL(s).")
        if (sender, to) in self._book.blocked:
            raise RestError(400, 21610, "Attempt to send to unsubscribed recipient")
        return Writing(to, sender, body, media, report(form, "StatusCallback"), pool)

    def _sender(self, sender: str, pool: str) -> str:
        if pool and not sender:
            first = next((found.number for found in self._book.account.numbers if found.sms), "")
            if not re.fullmatch(r"MG[0-9a-fA-F]{32}", pool):
                raise RestError(404, 20404, f"The requested resource /Services/{pool} was not found")
            return first
        if not sender:
            raise RestError(400, 21603, "A 'From' phone number is required.")
        number = self._book.account.number(sender)
        if number is not None and number.sms:
            return sender
        if number is None and not sender.startswith("+") and _WORDS.fullmatch(sender):
            return sender
        if sender.startswith("+") and not E164.fullmatch(sender):
            raise RestError(400, 21212, f"The 'From' number {sender} is not a valid phone number, shortcode, or "
                                        "alphanumeric sender ID.")
        raise RestError(400, 21606, f"The 'From' phone number {sender} is not a valid, SMS-capable inbound phone "
                                    "number or short code for your account.")

    async def _list(self, request: web.Request, form: Form) -> Reply:
        to, sender = request.query.get("To", ""), request.query.get("From", "")
        found = [
            text for text in reversed(self._book.texts.values())
            if to in ("", text.to) and sender in ("", text.from_)
            and within(request, "DateSent", text.sent or text.made)
        ]  # fmt: skip
        return paged(request, "messages", found, self._shapes.text)

    async def _get(self, request: web.Request, form: Form) -> Reply:
        return Reply(self._shapes.text(self._known(request)))

    async def _change(self, request: web.Request, form: Form) -> Reply:
        text = self._known(request)
        if str(form.get("Status", "")) == "canceled":
            if text.status not in ("queued", "sending"):
                raise RestError(409, 30409, "Message is not in a state that can be canceled")
            text.status = "canceled"
        elif "Body" in form and not form["Body"]:
            text.body = ""
        else:
            raise RestError(400, 20001, "Body may only be emptied, Status only be canceled")
        return Reply(self._shapes.text(text))

    async def _delete(self, request: web.Request, form: Form) -> Reply:
        text = self._known(request)
        if text.status in ("queued", "sending", "sent"):
            raise RestError(409, 20009, "Cannot delete this resource because it is not in a final state")
        del self._book.texts[text.sid]
        return Reply()

    async def _files(self, request: web.Request, form: Form) -> Reply:
        text = self._known(request)
        return paged(request, "media_list", [sid for sid, _ in text.media], lambda sid: self._shapes.media(text, sid))

    async def _file(self, request: web.Request, form: Form) -> Reply:
        text = self._known(request)
        if all(sid != request.match_info["file"] for sid, _ in text.media):
            raise not_found(request)
        return Reply(self._shapes.media(text, request.match_info["file"]))

    async def _bytes(self, request: web.Request, form: Form) -> web.StreamResponse:
        """The file itself, elsewhere: the provider keeps files at another place and sends one there."""
        sid = request.match_info["file"]
        if all(known != sid for known, _ in self._known(request).media):
            raise not_found(request)
        raise web.HTTPTemporaryRedirect(f"{self._book.base_url}/media/{sid}")

    def _known(self, request: web.Request) -> Text:
        text = self._book.texts.get(request.match_info["sid"])
        if text is None:
            raise not_found(request)
        return text


def _number(value: Any) -> str:
    """A number without what people write between its digits; anything else as it is."""
    text = str(value).strip()
    bare = re.sub(r"[\s().-]", "", text)
    return bare if re.fullmatch(r"\+?\d+", bare) else text
