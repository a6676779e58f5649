"""The provider's REST: who may ask, errors as it writes them, lists by pages, and the account's own resources."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from channels.sandbox.carrier.account import API_VERSION, App, Hook, Number, new_sid
from channels.sandbox.carrier.faults import Faults
from channels.sandbox.carrier.shapes import Shape, Shapes, more_info
from channels.sandbox.carrier.state import Book

PAGE_SIZE, MAX_PAGE_SIZE = 50, 1000
Form = Mapping[str, Any]


class RestError(Exception):
    """An answer that is an error: the provider's code and sentence."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


def not_found(request: web.Request) -> RestError:
    """20404, in the provider's words."""
    path = request.path[request.path.find(f"/{API_VERSION}") :]
    return RestError(404, 20404, f"The requested resource {path} was not found")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: JSON, or nothing (204)."""

    body: Shape | None = None
    status: int = 200


Handler = Callable[[web.Request, Form], Awaitable["Reply | web.StreamResponse"]]


class Rest:
    """Opens the door to handlers, and answers for them."""

    def __init__(self, book: Book, faults: Faults) -> None:
        self._book, self._faults = book, faults

    def route(self, prefix: str, method: str, path: str, handler: Handler) -> web.RouteDef:
        """Serve `path` (below the account)."""

        async def serve(request: web.Request) -> web.StreamResponse:
            with self._book.time.busy():
                return await self._serve(request, handler)

        return web.route(method, f"{prefix}/{API_VERSION}/Accounts{path}", serve)

    async def _serve(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = self._faults.of("rest")
        try:
            if self._faults.happens(fault.fail):
                raise RestError(503, 20503, "Service unavailable")
            self._let_in(request)
            form = await request.post() if request.method == "POST" else request.query
            answer = await handler(request, form)
        except RestError as error:
            shape = {"code": error.code, "message": str(error), "status": error.status,
                     "more_info": more_info(error.code)}
            headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else {}
            return web.json_response(shape, status=error.status, headers=headers)
        if isinstance(answer, Reply):
            if answer.body is None:
                return web.Response(status=204)
            return web.json_response(answer.body, status=answer.status)
        return answer

    def _let_in(self, request: web.Request) -> None:
        name, secret = basic(request.headers.get("Authorization", ""))
        account = request.match_info.get("account", self._book.account.sid)
        if not self._book.account.lets_in(name, secret):
            raise RestError(401, 20003, "Authenticate")
        if account != self._book.account.sid:
            raise not_found(request)


def basic(header: str) -> tuple[str, str]:
    """Name and secret of HTTP Basic (RFC 7617), empty where there are none."""
    kind, _, text = header.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(text).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def paged(request: web.Request, key: str, rows: Iterable[Any], shape: Callable[[Any], Shape]) -> Reply:
    """One page of a list, newest first, with the addresses of its neighbours."""
    query = {name: value for name, value in request.query.items() if name not in ("Page", "PageSize", "PageToken")}
    size, page = _whole(request, "PageSize", PAGE_SIZE), _whole(request, "Page", 0)
    if not 1 <= size <= MAX_PAGE_SIZE:
        raise RestError(400, 20006, f"PageSize must be between 1 and {MAX_PAGE_SIZE}")
    found = list(rows)
    here = found[page * size : (page + 1) * size]
    path = request.path[request.path.find(f"/{API_VERSION}") :]

    def address(number: int) -> str:
        token = {"PageToken": f"PA{number}"} if number else {}
        return f"{path}?{urlencode({**query, 'PageSize': size, 'Page': number, **token})}"

    return Reply({
        key: [shape(row) for row in here], "page": page, "page_size": size, "start": page * size,
        "end": page * size + max(len(here) - 1, 0), "uri": address(page), "first_page_uri": address(0),
        "next_page_uri": address(page + 1) if len(found) > (page + 1) * size else None,
        "previous_page_uri": address(page - 1) if page else None,
    })  # fmt: skip


def within(request: web.Request, name: str, at: datetime) -> bool:
    """Whether a moment is on the day that `name` asks for, on it or after (`name>`), on it or before (`name<`).

    A full moment instead of a day is compared to the second.
    """
    for sign in ("", "<", ">"):
        text = request.query.get(name + sign, "")
        if not text:
            continue
        begin, end = _span(name + sign, text)
        if (sign != "<" and at < begin) or (sign != ">" and at >= end):
            return False
    return True


def _span(name: str, text: str) -> tuple[datetime, datetime]:
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise RestError(400, 20001, f"{name}: not a date") from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at, at + (timedelta(days=1) if len(text) <= 10 else timedelta(seconds=1))


def _whole(request: web.Request, name: str, otherwise: int) -> int:
    text = request.query.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit()):
        raise RestError(400, 20001, f"{name} must be a whole number")
    return int(text)


def yes(form: Form, name: str, otherwise: bool) -> bool:
    """A field that is true or false."""
    return str(form[name]).lower() == "true" if name in form else otherwise


def many(form: Form, name: str) -> tuple[str, ...]:
    """A field that may be repeated; one value may also hold several, parted by spaces."""
    values = form.getall(name, []) if hasattr(form, "getall") else [form[name]] if name in form else []
    return tuple(part for value in values for part in str(value).split())


def report(form: Form, name: str, usual: tuple[str, ...] = ("completed",)) -> Hook:
    """Where a request wants to be told: `name`, `nameMethod`, `nameEvent`."""
    events = frozenset(many(form, f"{name}Event") or usual)
    return Hook(str(form.get(name, "")), str(form.get(f"{name}Method", "POST")), events=events)


class AccountRest:
    """The account, its keys, applications, numbers, balance."""

    def __init__(self, book: Book, shapes: Shapes) -> None:
        self._book, self._shapes = book, shapes

    def routes(self, rest: Rest, prefix: str) -> list[web.RouteDef]:
        """Where it is served."""
        return [
            rest.route(prefix, method, path, handler)
            for method, path, handler in (
                ("GET", ".json", self._accounts), ("GET", "/{account}.json", self._account),
                ("GET", "/{account}/Balance.json", self._balance), ("GET", "/{account}/Keys.json", self._keys),
                ("GET", "/{account}/Keys/{sid}.json", self._key), ("POST", "/{account}/Tokens.json", self._token),
                ("GET", "/{account}/Applications.json", self._apps),
                ("POST", "/{account}/Applications.json", self._new_app),
                ("GET", "/{account}/Applications/{sid}.json", self._app),
                ("POST", "/{account}/Applications/{sid}.json", self._change_app),
                ("GET", "/{account}/IncomingPhoneNumbers.json", self._numbers),
                ("GET", "/{account}/IncomingPhoneNumbers/{sid}.json", self._number),
                ("POST", "/{account}/IncomingPhoneNumbers/{sid}.json", self._change_number),
            )
        ]

    async def _accounts(self, request: web.Request, form: Form) -> Reply:
        return paged(request, "accounts", [self._book.account], lambda account: self._shapes.account())

    async def _account(self, request: web.Request, form: Form) -> Reply:
        return Reply(self._shapes.account())

    async def _balance(self, request: web.Request, form: Form) -> Reply:
        return Reply(self._shapes.balance())

    async def _keys(self, request: web.Request, form: Form) -> Reply:
        return paged(request, "keys", list(self._book.account.keys), self._shapes.key)

    async def _key(self, request: web.Request, form: Form) -> Reply:
        if request.match_info["sid"] not in self._book.account.keys:
            raise not_found(request)
        return Reply(self._shapes.key(request.match_info["sid"]))

    async def _token(self, request: web.Request, form: Form) -> Reply:
        text = str(form.get("Ttl", "86400"))
        return Reply(self._shapes.token(new_sid("").lower(), int(text) if text.isdigit() else 86400), 201)

    async def _apps(self, request: web.Request, form: Form) -> Reply:
        return paged(request, "applications", self._book.account.apps.values(), self._shapes.app)

    async def _new_app(self, request: web.Request, form: Form) -> Reply:
        app = App(new_sid("AP"))
        self._book.account.apps[app.sid] = app
        return Reply(self._shapes.app(_changed_app(app, form)), 201)

    async def _app(self, request: web.Request, form: Form) -> Reply:
        return Reply(self._shapes.app(self._known_app(request)))

    async def _change_app(self, request: web.Request, form: Form) -> Reply:
        return Reply(self._shapes.app(_changed_app(self._known_app(request), form)))

    def _known_app(self, request: web.Request) -> App:
        app = self._book.account.apps.get(request.match_info["sid"])
        if app is None:
            raise not_found(request)
        return app

    async def _numbers(self, request: web.Request, form: Form) -> Reply:
        wanted, name = request.query.get("PhoneNumber", ""), request.query.get("FriendlyName", "")
        found = [number for number in self._book.account.numbers
                 if wanted.strip("*") in number.number and name in ("", number.name)]
        return paged(request, "incoming_phone_numbers", found, self._shapes.number)

    async def _number(self, request: web.Request, form: Form) -> Reply:
        return Reply(self._shapes.number(self._known_number(request)))

    async def _change_number(self, request: web.Request, form: Form) -> Reply:
        number = self._known_number(request)
        for field, name in _NUMBER_FIELDS.items():
            if field in form:
                setattr(number, name, str(form[field]))
        number.methods |= {field: str(form[field]) for field in form if field.endswith("Method")}
        return Reply(self._shapes.number(number))

    def _known_number(self, request: web.Request) -> Number:
        sid = request.match_info["sid"]
        found = next((number for number in self._book.account.numbers if number.sid == sid), None)
        if found is None:
            raise not_found(request)
        return found


_NUMBER_FIELDS = {
    "FriendlyName": "name", "VoiceUrl": "voice_url", "VoiceFallbackUrl": "voice_fallback_url", "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url", "StatusCallback": "status_callback",
    "VoiceApplicationSid": "voice_app", "SmsApplicationSid": "sms_app",
}  # fmt: skip


def _changed_app(app: App, form: Form) -> App:
    def hook(before: Hook, url: str, method: str, fallback: str) -> Hook:
        return Hook(str(form.get(url, before.url)), str(form.get(method, before.method)),
                    str(form.get(fallback, before.fallback_url)))

    app.name = str(form.get("FriendlyName", app.name))
    app.voice = hook(app.voice, "VoiceUrl", "VoiceMethod", "VoiceFallbackUrl")
    app.sms = hook(app.sms, "SmsUrl", "SmsMethod", "SmsFallbackUrl")
    app.status = hook(app.status, "StatusCallback", "StatusCallbackMethod", "")
    return app


__all__ = ["AccountRest", "Rest", "RestError"]
