"""Is a webhook truly the provider's: X-Twilio-Signature over the public address and the body. No I/O.

HMAC with the account's Auth Token over the whole address as the provider called it (scheme, host, raw query) and
the form's fields in order; for JSON over the address alone, which then carries the body's SHA-256 (Twilio, "Validating
requests are coming from Twilio"). The address is built from configuration, never from Host or X-Forwarded-* headers.
A repetition of a true webhook is not refused here: deliveries have keys, and the second finds the first one's answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from multidict import MultiDict
from twilio.request_validator import RequestValidator, get_signature_algorithm

from channels.contract import Delivery, Forged

HEADER = "X-Twilio-Signature"
ALGORITHM_HEADER = "X-Twilio-Webhooks-Signature-Settings"
KEPT_HEADERS = (HEADER, ALGORITHM_HEADER, "I-Twilio-Idempotency-Token", "Content-Type")
JSON = "application/json"


def check(auth_token: str, delivery: Delivery, body: bytes | None = None) -> None:
    """Raise Forged unless the delivery bears the account's signature. `body` is what was signed when it is not all."""
    headers = {name.casefold(): value for name, value in delivery.headers.items()}
    signature = headers.get(HEADER.casefold(), "")
    if not auth_token:
        raise Forged("this channel has no Auth Token, so nothing can be believed")
    if not signature or not delivery.url:
        raise Forged("the webhook bears no signature")
    signed = delivery.body if body is None else body
    try:
        text = signed.decode()
        is_json = headers.get("content-type", "").partition(";")[0].strip().casefold() == JSON
        if is_json and "bodySHA256=" not in delivery.url:
            raise Forged("the webhook's JSON is not part of its signature")
        said: object = text if is_json else MultiDict(parse_qsl(text, keep_blank_values=True))
        algorithm = get_signature_algorithm(headers.get(ALGORITHM_HEADER.casefold(), ""))
        true = RequestValidator(auth_token).validate(delivery.url, said, signature, algorithm)
    except ValueError as error:
        raise Forged("the webhook cannot be read, so its signature cannot agree") from error
    if not true:
        raise Forged("the webhook's signature does not agree with its address and body")


def sign(auth_token: str, url: str, fields: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """The header of a form as the provider would sign it: for what we fetched ourselves after a webhook was lost."""
    validator = RequestValidator(auth_token)
    return {HEADER: str(validator.compute_signature(url, MultiDict(fields)))}
