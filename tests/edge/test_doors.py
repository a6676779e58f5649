"""HTTP: who may do what, what a refusal looks like, and that no door is left ajar."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.core.terms import Role
from hub.edge.routes import GUARDED
from tests.edge.stage import PASSWORD, Stage, stage

ORDER = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
WHO = {Role.AGENT: "dana", Role.SUPERVISOR: "aline", Role.ADMIN: "noah"}


@pytest.fixture
async def hub(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    async with stage(tmp_path, database_url) as running:
        yield running


async def test_every_route_is_closed_to_strangers_and_to_lower_roles(hub: Stage) -> None:
    """The matrix role x route: a stranger hears 401, a lower role 403, the named role neither."""
    for role, method, path, _ in GUARDED:
        real = path.replace("{id}", "0" * 32)
        status, said = await hub.ask(method, real)
        assert (status, said["code"]) == (401, "sign_in"), (method, path)
        for each in ORDER:
            if path == "/api/sign-out":
                continue
            status, _ = await hub.ask(method, real, WHO[each], json={} if method == "POST" else None)
            allowed = ORDER.index(each) >= ORDER.index(role)
            assert (status not in (401, 403)) == allowed, (each, method, path, status)
            assert status < 500, (each, method, path, status)


async def test_a_change_from_another_site_is_refused(hub: Stage) -> None:
    """A form on a foreign page can send the cookie, but not our header."""
    cookie = await hub.cookie("dana")
    async with hub.http.post(f"{hub.url}/api/me", json={"theme": "dark"}, headers={"Cookie": cookie}) as answer:
        assert answer.status == 403
    assert (await hub.ask("POST", "/api/me", "dana", json={"theme": "dark"}))[0] == 200


async def test_signing_in_and_out(hub: Stage) -> None:
    """The right password gives a cookie that is HttpOnly; signing out ends it; a wrong one says nothing more."""
    right = {"email": "Dana@Fernhill.example", "password": PASSWORD, "keep": False}
    head = {"X-Rapport": "1"}
    async with hub.http.post(f"{hub.url}/api/sign-in", json=right, headers=head) as answer:
        assert answer.status == 200
        cookie = answer.cookies["rapport"]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"
    signed = {**head, "Cookie": f"rapport={cookie.value}"}
    async with hub.http.get(f"{hub.url}/api/me", headers=signed) as answer:
        assert (await answer.json())["name"] == "Dana"
    async with hub.http.post(f"{hub.url}/api/sign-out", headers=signed) as answer:
        assert answer.status == 200
    async with hub.http.get(f"{hub.url}/api/me", headers=signed) as answer:
        assert answer.status == 401
    for email in ("dana@fernhill.example", "nobody@fernhill.example"):
        status, said = await hub.ask("POST", "/api/sign-in", json={"email": email, "password": "not the password"})
        assert (status, said["code"]) == (401, "wrong_credentials")
        assert said["message"] == "The e-mail or the password is wrong."


async def test_tries_to_sign_in_are_limited(hub: Stage) -> None:
    """Ten tries in a quarter of an hour, then a sentence; the right password does not help either."""
    wrong = {"email": "oleg@fernhill.example", "password": "not the password"}
    statuses = [(await hub.ask("POST", "/api/sign-in", json=wrong))[0] for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    status, said = await hub.ask("POST", "/api/sign-in", json={**wrong, "password": PASSWORD})
    assert (status, said["code"]) == (429, "limited")


async def test_a_new_password_ends_other_sign_ins(hub: Stage) -> None:
    """Whoever has the old password, or an old cookie, is out."""
    old = await hub.cookie("dana")
    change = {"password": "another long password", "old_password": PASSWORD}
    _, refused = await hub.ask("POST", "/api/me", "dana", json={**change, "old_password": "wrong"})
    assert refused["field"] == "old_password"
    assert (await hub.ask("POST", "/api/me", "dana", json=change))[0] == 200
    async with hub.http.get(f"{hub.url}/api/me", headers={"Cookie": old}) as answer:
        assert answer.status == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"[]", ""),
        (b"{", ""),
        (b'{"email": 5, "password": "x"}', "email"),
        (b'{"email": "a@b", "password": "x", "admin": true}', "admin"),
        (b'{"email": "a@b"}', "password"),
    ],
)
async def test_bad_input_names_the_field(hub: Stage, body: bytes, field: str) -> None:
    """A code and a sentence, never a traceback."""
    status, said = await hub.ask("POST", "/api/sign-in", data=body)
    assert (status, said["code"], said["field"]) == (400, "invalid", field)
    assert "Traceback" not in said["message"] and said["message"].endswith(".")


async def test_the_api_describes_itself(hub: Stage) -> None:
    """Every guarded route is in the OpenAPI document, with a summary."""
    _, document = await hub.get("/api/openapi.json")
    for _, method, path, _ in GUARDED:
        assert document["paths"][path][method.lower()]["summary"], path


async def test_answers_carry_the_security_headers(hub: Stage) -> None:
    """ASVS 5.0 V3: no sniffing, no foreign frames, a content policy."""
    async with hub.http.get(f"{hub.url}/") as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe-eval" not in answer.headers["Content-Security-Policy"]


async def test_nothing_of_the_demo_is_there(hub: Stage) -> None:
    """A hub on a firm's own configuration has no sandbox, no shop, no demo sign-ins."""
    for path in ("/sandbox/api/about", "/sandbox/sandbox.js", "/shop/orbit.html"):
        _, said = await hub.get(path)
        assert "Fernhill Coffee" not in said or "rapport" in said.lower(), path
        assert not isinstance(said, dict), path
    assert (await hub.get("/api/public"))[1]["demo"] == []
