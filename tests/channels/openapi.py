"""Whether an answer has the shape that is promised: by our own table, and by an OpenAPI 3.0 file where there is one.

The provider's file is nobody's of us to ship: TWILIO_OPENAPI may name one (plain or .gz). The table stands always.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

LISTS = {"calls", "messages", "conferences", "participants", "recordings", "incoming_phone_numbers", "applications",
         "keys", "accounts", "notifications", "media_list"}
PAGING = "page:int page_size:int start:int end:int uri:text first_page_uri:text next_page_uri:text? " \
    "previous_page_uri:text?"
COMMON = "account_sid:AC date_created:date date_updated:date uri:text"
# What each resource has at least: name:kind, ? for null. A kind of two letters is an id's prefix.
TABLE = {
    "Calls": f"{COMMON} sid:CA status:text direction:text from:text to:text duration:digits? price:money? "
    "price_unit:text start_time:date? end_time:date? parent_call_sid:CA? api_version:text subresource_uris:map",
    "Messages": f"{COMMON} sid:SM|MM status:text direction:text from:text to:text body:text num_segments:digits "
    "num_media:digits price:money? date_sent:date? error_code:int? error_message:text? messaging_service_sid:MG?",
    "Conferences": f"{COMMON} sid:CF friendly_name:text status:text region:text reason_conference_ended:text? "
    "call_sid_ending_conference:CA?",
    "Participants": "account_sid:AC call_sid:CA conference_sid:CF label:text? muted:yes hold:yes coaching:yes "
    "call_sid_to_coach:CA? end_conference_on_exit:yes start_conference_on_enter:yes status:text uri:text",
    "Recordings": f"{COMMON} sid:RE status:text source:text duration:text channels:int start_time:date call_sid:CA?",
    "IncomingPhoneNumbers": f"{COMMON} sid:PN phone_number:text friendly_name:text voice_url:text? voice_method:text "
    "sms_url:text? capabilities:map status_callback:text?",
    "Applications": f"{COMMON} sid:AP friendly_name:text voice_url:text? voice_method:text",
    "Keys": "sid:SK friendly_name:text date_created:date date_updated:date",
    "Accounts": "sid:AC friendly_name:text status:text type:text date_created:date uri:text",
    "Notifications": f"{COMMON} sid:NO error_code:digits log:digits message_text:text more_info:text",
    "Media": f"{COMMON} sid:ME parent_sid:SM|MM content_type:text",
}


def judge(method: str, path: str, status: int, body: dict[str, Any]) -> list[str]:
    """What is wrong with an answer to a request for `path` (from /2010-04-01 on)."""
    if status >= 400:
        return [f"error without {name}" for name in ("code", "message", "more_info", "status") if name not in body]
    if status == 204:
        return []
    found = _by_table(path, body)
    schema = _schema(method, path, status)
    return found + (_by_schema(schema, body, "answer") if schema else [])


def _by_table(path: str, body: dict[str, Any]) -> list[str]:
    name = [part for part in path.removesuffix(".json").split("/") if part in TABLE][1:][-1:]
    name = name if path.count("/") > 3 else ["Accounts"]
    rows = next((body[key] for key in LISTS if key in body), None)
    wrong = [] if rows is None else _row(PAGING, body, "list")
    if name:
        for row in [body] if rows is None else rows:
            wrong += _row(TABLE[name[0]], row, name[0])
    return wrong


def _row(shape: str, row: dict[str, Any], where: str) -> list[str]:
    wrong = []
    for item in shape.split():
        name, _, kind = item.partition(":")
        if name not in row:
            wrong.append(f"{where}.{name} is missing")
        elif not (row[name] is None and kind.endswith("?")) and not _is(kind.rstrip("?"), row[name]):
            wrong.append(f"{where}.{name} is {row[name]!r}, not {kind}")
    return wrong


def _is(kind: str, value: Any) -> bool:
    if kind in ("int", "yes", "map"):
        return isinstance(value, {"int": int, "yes": bool, "map": dict}[kind])
    if kind == "money":
        return re.fullmatch(r"-\d+\.\d{5}", str(value)) is not None
    if not isinstance(value, str):
        return False
    if kind == "date":
        return _is_date(value)
    if kind in ("text", "digits"):
        return kind == "text" or value.isdigit()
    return re.fullmatch(f"({kind})[0-9a-f]{{32}}", value) is not None


def _is_date(value: str) -> bool:
    try:
        return parsedate_to_datetime(value).tzinfo is not None
    except ValueError:
        return False


# --- the provider's own file, where there is one ---------------------------------------------------------------------


@cache
def _document() -> dict[str, Any]:
    place = os.environ.get("TWILIO_OPENAPI", "")
    if not place:
        return {}
    raw = Path(place).read_bytes()
    found: dict[str, Any] = json.loads(gzip.decompress(raw) if place.endswith(".gz") else raw)
    return found


def _schema(method: str, path: str, status: int) -> dict[str, Any] | None:
    for pattern, ways in _document().get("paths", {}).items():
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern)), path) and method.lower() in ways:
            answer = ways[method.lower()]["responses"].get(str(status))
            if answer is None:
                return {"enum": [f"a status of {sorted(ways[method.lower()]['responses'])}, not {status}"]}
            schema: dict[str, Any] = answer.get("content", {}).get("application/json", {}).get("schema", {})
            return schema
    return None


def _by_schema(schema: dict[str, Any], value: Any, where: str) -> list[str]:
    if value is None and "$ref" in schema:
        return []  # beside a $ref OpenAPI 3.0 cannot say nullable; the file's own examples have null there
    while "$ref" in schema:
        schema = _document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if value is None:
        return [] if schema.get("nullable") or "type" not in schema else [f"{where} is null"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where} is {value!r}, not one of {schema['enum']}"]
    kinds: dict[str, type | tuple[type, ...]] = {
        "string": str, "integer": int, "boolean": bool, "array": list, "object": dict, "number": (int, float)
    }  # fmt: skip
    kind = schema.get("type")
    if kind and (not isinstance(value, kinds[kind]) or (kind == "integer" and isinstance(value, bool))):
        return [f"{where} is {value!r}, not {kind}"]
    wrong = []
    if "pattern" in schema and not re.search(schema["pattern"], value):
        wrong.append(f"{where} is {value!r}, not {schema['pattern']}")
    if schema.get("format") == "date-time-rfc-2822" and not _is_date(value):
        wrong.append(f"{where} is {value!r}, no date of RFC 2822")
    if isinstance(value, dict):
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                wrong += _by_schema(inner, value[name], f"{where}.{name}")
            elif schema.get("properties", {}).get("sid") or name == "uri":
                wrong.append(f"{where}.{name} is missing")
    if isinstance(value, list):
        for row in value:
            wrong += _by_schema(schema.get("items", {}), row, f"{where}[]")
    return wrong
