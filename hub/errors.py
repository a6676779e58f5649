"""The few ways an action is refused, named by remedy. The code is stable; the docstring is the default message.

An action raises one of these before it writes anything. The edge turns it into `{code, message, field}`.
"""

from __future__ import annotations

from collections.abc import Mapping


class HubError(Exception):
    """Something was refused."""

    code = "refused"
    status = 400

    def __init__(self, message: str = "", *, field: str = "", data: Mapping[str, object] | None = None) -> None:
        super().__init__(message or self.__class__.__doc__)
        self.field = field
        self.data = dict(data or {})


class Invalid(HubError):
    """A field is not as it must be; the message names it and says what to give."""

    code = "invalid"


class Missing(HubError):
    """A required field is empty."""

    code = "missing"


class NotFound(HubError):
    """There is no such thing, or you may not see it."""

    code = "not_found"
    status = 404


class Forbidden(HubError):
    """Your role does not allow this."""

    code = "forbidden"
    status = 403


class SignInNeeded(HubError):
    """Please sign in."""

    code = "sign_in"
    status = 401


class WrongCredentials(HubError):
    """The e-mail or the password is wrong."""

    code = "wrong_credentials"
    status = 401


class Limited(HubError):
    """Too many tries; wait a little."""

    code = "limited"
    status = 429


class Stale(HubError):
    """Somebody changed this meanwhile; look at the new values and decide again."""

    code = "stale"
    status = 409


class AnsweredMeanwhile(HubError):
    """A colleague answered first; read their answer, then send anyway or not."""

    code = "answered_meanwhile"
    status = 409


class OfferGone(HubError):
    """The offer is no longer yours to take."""

    code = "offer_gone"
    status = 409


class AlreadyTaken(HubError):
    """Somebody else has this work already."""

    code = "already_taken"
    status = 409


class NotYours(HubError):
    """Only the agent who handles this work may do that."""

    code = "not_yours"
    status = 403


class Unwanted(HubError):
    """The customer wants no more messages of this kind: they have sent STOP. Only their own START lifts it."""

    code = "unwanted"
    status = 409


class PhoneElsewhere(HubError):
    """Your phone is in another tab or on another computer, and there is a call on it."""

    code = "phone_elsewhere"
    status = 409


class OverCapacity(HubError):
    """You already handle as much as you may at once."""

    code = "over_capacity"
    status = 409


class Exists(HubError):
    """There is one already."""

    code = "exists"
    status = 409


class TooLarge(HubError):
    """The file or message is larger than allowed."""

    code = "too_large"
    status = 413


class Unavailable(HubError):
    """The store is busy or away; try again in a moment."""

    code = "unavailable"
    status = 503
