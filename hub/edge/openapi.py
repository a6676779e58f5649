"""The REST resources described for strangers: OpenAPI 3.1, made from the route table and the values themselves."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from aiohttp import web
from pydantic import TypeAdapter

from hub.core import cards, desk
from hub.core.board.view import BoardView
from hub.core.form import WrapUpForm
from hub.edge.api.boards import Snooze
from hub.edge.api.phone import PhoneLines
from hub.edge.api.recordings import Plays
from hub.edge.site import SETTINGS, answer

ANSWERS: dict[tuple[str, str], Any] = {
    ("GET", "/api/me"): desk.MeRow,
    ("GET", "/api/customers/{id}"): cards.CustomerCard,
    ("GET", "/api/customers/{id}/thread"): cards.Thread,
    ("GET", "/api/interactions/{id}/trace"): cards.Trace,
    ("GET", "/api/interactions/{id}/wrapup"): cards.WrapUpView,
    ("POST", "/api/files"): desk.FileRef,
    ("GET", "/api/board"): BoardView,
    ("GET", "/api/board/at"): BoardView,
    ("GET", "/api/phone"): PhoneLines,
    ("GET", "/api/recordings/{id}/plays"): Plays,
}
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/api/interactions/{id}/wrapup"): WrapUpForm,
    ("POST", "/api/board/alerts/{id}/snooze"): Snooze,
}
BYTES = {("GET", "/api/files/{id}"): "*/*", ("GET", "/api/recordings/{id}"): "audio/*"}  # whole, or a range (206)
REFUSAL = {
    "type": "object", "required": ["ok", "code", "message", "field"],
    "properties": {"ok": {"const": False}, "code": {"type": "string"}, "message": {"type": "string"},
                   "field": {"type": "string"}},
}


async def document(request: web.Request) -> web.Response:
    """The description of this hub's API."""
    return answer(described(request.app[SETTINGS].version))


@cache
def described(version: str) -> dict[str, Any]:
    """The whole document."""
    from hub.edge.routes import GUARDED

    schemas: dict[str, Any] = {"Refusal": REFUSAL}
    paths: dict[str, Any] = {}
    for role, method, path, handler in GUARDED:
        words = (handler.__doc__ or "").strip()
        operation: dict[str, Any] = {
            "operationId": f"{handler.__module__.rsplit('.', 1)[-1]}_{handler.__name__}",
            "summary": words.splitlines()[0] if words else path,
            "description": f"For agents with the role {role} or above.",
            "parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                           for name in re.findall(r"\{(\w+)\}", path)],
            "responses": {**_answers((method, path), schemas), "4XX": _refusal()},
        }
        if body := BODIES.get((method, path)):
            operation["requestBody"] = {**_content(body, schemas), "required": True}
        paths.setdefault(path, {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rapport", "version": version, "license": {"name": "AGPL-3.0-or-later"}},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"cookie": {"type": "apiKey", "in": "cookie", "name": "rapport"}},
        },
        "security": [{"cookie": []}],
    }


def _answers(route: tuple[str, str], schemas: dict[str, Any]) -> dict[str, Any]:
    if kind := BYTES.get(route):
        sound = {"content": {kind: {"schema": {"type": "string", "format": "binary"}}}}
        return {"200": {"description": "The file.", **sound},
                "206": {"description": "The range asked for (RFC 9110, 14).", **sound}}
    return {"200": _content(ANSWERS.get(route), schemas)}


def _content(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    if kind is None:
        return {"description": "As the summary says.", "content": {"application/json": {"schema": {}}}}
    schema = TypeAdapter(kind).json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(schema.pop("$defs", {}))
    schemas[kind.__name__] = schema
    reference = {"$ref": f"#/components/schemas/{kind.__name__}"}
    return {"description": kind.__doc__ or "", "content": {"application/json": {"schema": reference}}}


def _refusal() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Refusal"}
    return {"description": "Refused, with a code and a sentence.", "content": {"application/json": {"schema": schema}}}
