"""A message whose files were fetched, as one delivery: the webhook's form exactly as it came, and the files' bytes.

A message without files is its form alone. The signature is of the form; the files are our own fetching.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from channels.contract import Delivery, Unreadable

MAX_FILES = 10
MAX_FILE_BYTES = 5 * 1024 * 1024  # the provider's own limit of a message's files
MAX_BYTES = 10 * 1024 * 1024
MARK = b"{"


@dataclass(frozen=True, slots=True)
class Media:
    """One file of a message. `fault`: why there are no bytes ("too_large", "type", "gone", "unreachable")."""

    content_type: str
    body: bytes = b""
    fault: str = ""


def is_frame(body: bytes) -> bool:
    """Whether a delivery's body holds files beside its form. A form's own body never begins so: see `doors`."""
    return body.startswith(MARK)


def join(form: bytes, media: list[Media]) -> bytes:
    """The body of the delivery."""
    files = [
        {"type": each.content_type, "fault": each.fault, "body": base64.b64encode(each.body).decode()}
        for each in media
    ]
    return json.dumps({"form": form.decode(), "files": files}).encode()


def split(delivery: Delivery) -> tuple[bytes, list[Media]]:
    """The form and the files of a delivery. Raises Unreadable."""
    if not is_frame(delivery.body):
        return delivery.body, []
    try:
        said = json.loads(delivery.body)
        form = said["form"].encode()
        return form, [
            Media(str(each["type"])[:100], base64.b64decode(each["body"], validate=True), str(each["fault"])[:20])
            for each in said["files"][:MAX_FILES]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise Unreadable("not a message with files") from error
