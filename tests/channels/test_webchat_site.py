"""The web chat over HTTP, against a small hub: who gets in, what is kept, what is refused and in which words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.channels.webchat_stage import SHOP, Stage, elena, new_id, signed, stage

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, new_talks_per_hour=3) as running:
        yield running


async def test_a_visitor_writes_and_sees_their_own_talk(scene: Stage) -> None:
    ann = scene.visitor()
    status, answer = await ann.post(
        "start", text="Is the Pico 2 in stock?", profile={"name": "Ann", "topic": "A product"}
    )
    assert (status, answer["ok"], answer["state"]) == (200, True, "handled")
    await scene.hub.accept(ann.id, "Dana")
    await scene.hub.say(ann.id, "Yes, it is.")
    assert await ann.texts() == ["Is the Pico 2 in stock?", "Yes, it is."]
    _, talk = await ann.get("talk")
    assert (talk["state"], talk["agent"]) == ("active", "Dana")
    _, rest = await ann.get("talk", after=talk["lines"][0]["id"])
    assert [line["text"] for line in rest["lines"]] == ["Yes, it is."]
    assert scene.hub.books[ann.id].arrivals[0].profile.topic == "A product"


async def test_nobody_reads_anothers_talk(scene: Stage, tmp_path: Path) -> None:
    ann, bob = scene.visitor(), scene.visitor()
    await ann.post("start", text="my secret")
    await bob.post("start", text="hello")
    file = tmp_path / "offer.pdf"
    file.write_bytes(b"%PDF-1.7 for Ann")
    line = await scene.hub.say(ann.id, "the offer", file)
    assert await bob.texts() == ["hello"]
    assert (await bob.get("talk", visitor=ann.id, thread_key=ann.id))[1]["lines"][0]["text"] == "hello"
    assert (await bob.get(f"file/{line}/0"))[0] == 404
    # A read mark for Ann's line from Bob names Bob's line of that id, which does not exist.
    await bob.post("seen", state="read", lines=[line])
    assert scene.hub.reported[-1].external_id == f"{bob.id}/{line}"
    assert scene.hub.books[ann.id].lines[-1].state == "sent"
    # The id of a visitor, which agents and logs know, opens nothing.
    bob.token = ann.id
    assert (await bob.get("talk"))[0] == 401


async def test_what_is_kept_never_holds_the_token(scene: Stage) -> None:
    ann = scene.visitor()
    await ann.post("start", text="hello", profile={"name": "Ann"}, identity=signed(elena()))
    assert all(ann.token.encode() not in delivery.body for delivery in scene.hub.raw)
    assert all(ann.token not in delivery.key for delivery in scene.hub.raw)


async def test_a_message_sent_again_and_again_is_one(scene: Stage) -> None:
    ann, client_id = scene.visitor(), new_id()
    answers = await asyncio.gather(*(ann.post("message", client_id=client_id, text="once") for _ in range(8)))
    answers += [await ann.post("message", client_id=client_id, text="once") for _ in range(8)]
    assert {(status, answer["state"]) for status, answer in answers} == {(200, "handled")}
    assert await ann.texts() == ["once"]


async def test_raw_is_kept_before_it_is_acknowledged_and_a_hub_that_is_away_says_so(scene: Stage) -> None:
    ann, client_id = scene.visitor(), new_id()
    scene.hub.down = True
    status, answer = await ann.post("message", client_id=client_id, text="are you there?")
    assert (status, answer["code"]) == (503, "busy")
    scene.hub.down = False
    assert (await ann.post("message", client_id=client_id, text="are you there?"))[0] == 200
    assert await ann.texts() == ["are you there?"]


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://shop.example.evil.example",
        "http://shop.example",
        "null",
        "https://shop.example:444",
    ],
)
async def test_a_page_that_is_not_on_the_list_is_refused(scene: Stage, origin: str) -> None:
    ann = scene.visitor(origin)
    for status, answer in (await ann.post("start", text="hi"), await ann.get("config"), await ann.get("talk")):
        assert (status, answer["code"]) == (403, "origin_refused")
        assert "origins" in answer["message"]
    assert not scene.hub.raw


async def test_the_hubs_own_pages_are_self(scene: Stage) -> None:
    assert (await scene.visitor(scene.origin).post("start", text="hi"))[0] == 200
    without = scene.visitor("")
    assert (await without.get("config"))[0] == 200
    assert (await without.post("start", text="hi"))[0] == 403


async def test_cross_origin_rules_are_spoken_to_allowed_pages_only(scene: Stage) -> None:
    url = f"{scene.origin}/channels/webchat/message"
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    async with scene.http.options(url, headers=asked | {"Origin": SHOP}) as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == SHOP
        assert answer.headers["Vary"] == "Origin"
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
    async with scene.http.options(url, headers=asked | {"Origin": "https://evil.example"}) as answer:
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_signed_identity_is_verified_and_continues_the_talk(scene: Stage) -> None:
    ann = scene.visitor()
    await ann.post("start", text="anonymous", profile={"name": "me", "email": "claimed@example.org"})
    await ann.post("message", text="logged in", profile={"name": "me"}, identity=signed(elena()))
    first, second = scene.hub.books[ann.id].arrivals
    assert (first.profile.verified, first.profile.external_ref) == (False, "")
    assert (second.profile.verified, second.profile.external_ref) == (True, "C-17")
    assert (second.profile.name, second.profile.email) == ("Elena Kruk", "e.kruk@example.org")
    assert first.thread_key == second.thread_key
    assert await ann.texts() == ["anonymous", "logged in"]


@pytest.mark.parametrize(
    "forged",
    [
        signed(elena(), secret="x" * 40),
        signed(elena(exp=time.time() - 1)),
        signed(elena(exp=time.time() + 7200)),
        signed(elena(exp=float("nan"))),
        signed(elena(exp=True)),
        signed(elena(exp=None)),
        signed(elena(sub="")),
        signed(elena(sub={"$ne": 1})),
        signed(elena(aud="another")),
        signed(elena(), alg="none"),
        signed(elena(), alg="RS256"),
        signed(elena())[:-4] + "AAAA",
        ".".join([*signed(elena()).split(".")[:2], ""]),
        "a.b",
        "é.é.é",
        "x" * 5000,
    ],
)
async def test_a_forged_or_expired_identity_is_refused_and_nothing_is_kept(scene: Stage, forged: str) -> None:
    status, answer = await scene.visitor().post("start", text="I am Elena", identity=forged)
    assert (status, answer["code"], answer["field"]) == (403, "identity_refused", "identity")
    assert not scene.hub.raw


async def test_a_visitor_cannot_say_that_they_are_verified(scene: Stage) -> None:
    ann = scene.visitor()
    await ann.post("start", text="hi", profile={"verified": True, "external_ref": "C-17", "name": "Elena"})
    assert not scene.hub.books[ann.id].arrivals[0].profile.verified
    assert not scene.hub.books[ann.id].arrivals[0].profile.external_ref


async def test_ten_messages_in_ten_seconds_and_a_repeated_one_is_free(scene: Stage) -> None:
    ann = scene.visitor()
    ids = [new_id() for _ in range(11)]
    answers = [await ann.post("message", client_id=id, text=id) for id in ids]
    assert [status for status, _ in answers] == [200] * 10 + [429]
    assert answers[-1][1]["retry_after"] >= 1
    assert (await ann.post("message", client_id=ids[0], text=ids[0]))[0] == 200
    assert (await scene.visitor().post("message", text="me too"))[0] == 200
    scene.clock.now += 11
    assert (await ann.post("message", client_id=ids[-1], text=ids[-1]))[0] == 200
    assert len(await ann.texts()) == 11


async def test_new_talks_of_one_address_are_limited_and_running_talks_are_not(scene: Stage) -> None:
    visitors = [scene.visitor() for _ in range(4)]
    assert [(await each.post("start", text="hi"))[0] for each in visitors] == [200, 200, 200, 429]
    assert (await visitors[0].post("message", text="and another thing"))[0] == 200
    await scene.hub.finish(visitors[0].id)
    assert (await visitors[0].post("message", text="it broke again"))[0] == 429
    scene.clock.now += 3601
    assert (await visitors[0].post("message", text="it broke again"))[0] == 200


async def test_text_of_5000_characters_is_kept_whole_and_5001_is_refused(scene: Stage) -> None:
    ann = scene.visitor()
    assert (await ann.post("start", text="ё" * 5000))[0] == 200
    status, answer = await ann.post("message", text="x" * 5001)
    assert (status, answer["code"], answer["field"]) == (413, "too_long", "text")
    assert "5,000" in answer["message"]
    assert await ann.texts() == ["ё" * 5000]


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"text": "   \n "}, "empty", "text"),
        ({"text": {"$gt": ""}}, "invalid", "text"),
        ({}, "invalid", "text"),
        ({"text": "hi", "client_id": "../../x"}, "invalid", "client_id"),
        ({"text": "hi", "client_id": None}, "invalid", "client_id"),
        ({"text": "hi", "profile": []}, "invalid", "profile"),
        ({"text": "hi", "profile": {"email": "ann@example"}}, "invalid_email", "email"),
        ({"text": "hi", "profile": {"name": "x" * 121}}, "invalid", "name"),
        ({"text": "hi", "identity": 5}, "invalid", "identity"),
    ],
)
async def test_what_is_wrong_is_named(scene: Stage, said: dict[str, object], code: str, field: str) -> None:
    status, answer = await scene.visitor().post("message", **said)
    assert (400 <= status < 500, answer["code"], answer["field"]) == (True, code, field)
    assert not scene.hub.raw


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"x"', b"[" * 20000, b"\xff\xfe", b"x" * 70_000])
async def test_a_body_that_is_no_json_object_is_refused(scene: Stage, raw: bytes) -> None:
    ann = scene.visitor()
    url = f"{scene.origin}/channels/webchat/message"
    async with scene.http.post(url, data=raw, headers=ann.headers) as answer:
        assert answer.status in (400, 413)
        assert (await answer.json())["code"] in ("invalid", "too_long")


async def test_controls_and_half_characters_never_reach_the_store(scene: Stage) -> None:
    ann = scene.visitor()
    await ann.post("start", text="a\x00b\ud800c\r\nd\x1b", profile={"name": "A\x00nn\n"})
    arrived = scene.hub.books[ann.id].arrivals[0]
    assert (arrived.text, arrived.profile.name) == ("ab\ufffdc\nd", "Ann")


async def test_files_are_taken_and_given_back_as_attachments(scene: Stage) -> None:
    ann = scene.visitor()
    assert (await ann.upload("photo of it.PNG", PNG))[0] == 200
    _, talk = await ann.get("talk")
    (line,) = talk["lines"]
    assert line["files"] == [{"name": "photo of it.PNG", "type": "image/png", "size": len(PNG)}]
    url = f"{scene.origin}/channels/webchat/file/{line['id']}/0"
    async with scene.http.get(url, headers=ann.headers) as answer:
        assert await answer.read() == PNG
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with scene.http.get(url) as answer:
        assert answer.status == 401


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("movie.exe", b"MZ" + b"\0" * 50, 415, "file_type"),
        ("page.html", b"<!doctype html><script>1</script>", 415, "file_type"),
        ("drawing.svg", b"<svg onload=alert(1)>", 415, "file_type"),
        ("photo.png", b"<svg onload=alert(1)>", 415, "file_disguised"),
        ("notes.txt", b"  <!-- x --><html>", 415, "file_disguised"),
        ("photo.png.exe", PNG, 415, "file_type"),
        ("noname", PNG, 415, "file_type"),
        ("empty.txt", b"", 400, "empty"),
        ("big.txt", b"a" * (1024 * 1024 + 1), 413, "too_large"),
    ],
)
async def test_other_files_are_refused(tmp_path: Path, name: str, content: bytes, status: int, code: str) -> None:
    async with stage(tmp_path, max_file_mb=1) as scene:
        told, answer = await scene.visitor().upload(name, content)
        assert (told, answer["code"]) == (status, code)
        assert not scene.hub.raw


async def test_a_page_sent_by_an_agent_is_not_run(scene: Stage, tmp_path: Path) -> None:
    ann = scene.visitor()
    await ann.post("start", text="hi")
    page = tmp_path / "page.html"
    page.write_text("<script>alert(1)</script>")
    line = await scene.hub.say(ann.id, "see", page)
    async with scene.http.get(f"{scene.origin}/channels/webchat/file/{line}/0", headers=ann.headers) as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_end_rating_and_transcript(scene: Stage) -> None:
    ann = scene.visitor()
    await ann.post("start", text="hi")
    assert (await ann.post("end"))[0] == 200
    _, talk = await ann.get("talk")
    assert (talk["state"], talk["rating_wanted"]) == ("closed", True)
    assert (await ann.post("rating", score=6))[1]["field"] == "score"
    assert (await ann.post("rating", score=5, comment="Fast"))[0] == 200
    assert [(given.score, given.comment) for given in scene.hub.books[ann.id].ratings] == [(5, "Fast")]
    assert (await ann.post("transcript", email="ann@example"))[1]["code"] == "invalid_email"
    asked = [(await ann.post("transcript", email="ann@example.org"))[0] for _ in range(4)]
    assert asked == [200, 200, 200, 429]


async def test_closed_hours_are_told_and_a_message_left_then_is_kept(scene: Stage) -> None:
    scene.hub.hours = (False, None)
    ann = scene.visitor()
    _, config = await ann.get("config")
    assert (config["open"], config["opens_at"]) == (False, None)
    assert (await ann.post("start", text="call me", profile={"email": "ann@example.org"}))[0] == 200
    assert scene.hub.books[ann.id].arrivals[0].profile.email == "ann@example.org"


async def test_the_place_in_line_is_told_and_no_wait_is_guessed(scene: Stage) -> None:
    ann = scene.visitor()
    await ann.post("start", text="hi")
    await scene.hub.queue(ann.id, 3, (60, 240))
    _, talk = await ann.get("talk")
    assert (talk["position"], talk["wait"]) == (3, [60, 240])
    await scene.hub.queue(ann.id, 2)
    _, talk = await ann.get("talk")
    assert (talk["position"], talk["wait"]) == (2, None)
