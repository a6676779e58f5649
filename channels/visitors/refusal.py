"""How a visitor is told no: one exception with a stable code, a sentence and an HTTP status."""

from __future__ import annotations


class Refused(Exception):
    """A visitor's request was not accepted, and nothing of it was kept.

    `code` is stable (the widget translates it), `message` names the field and the remedy in English,
    `retry_after` is in seconds when trying again later will help.
    """

    def __init__(
        self, code: str, message: str, *, status: int = 400, field: str = "", retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.field = field
        self.retry_after = retry_after

    def answer(self) -> dict[str, object]:
        """What the widget reads."""
        said: dict[str, object] = {"code": self.code, "message": self.message}
        if self.field:
            said["field"] = self.field
        if self.retry_after is not None:
            said["retry_after"] = self.retry_after
        return said


def origin_refused(origin: str) -> Refused:
    """A page that is not on the list; `origin` is what its browser said, "" when it said nothing."""
    if origin:
        said = f"pages of {origin[:200]} may not use this chat: add it to `origins` of the channel"
    else:
        said = "the Origin header is missing: this address is for web pages; send the page's origin"
    return Refused("origin_refused", said, status=403)


def limited(what: str, seconds: float) -> Refused:
    """Too much at once; `what` names the limit."""
    wait = max(1, round(seconds + 0.5))
    return Refused("limited", f"{what}; try again in {wait} s", status=429, retry_after=wait)


def busy() -> Refused:
    """The hub cannot keep it just now; the same request may be repeated."""
    return Refused("busy", "the chat is not available just now; try again in a few seconds", status=503, retry_after=3)
