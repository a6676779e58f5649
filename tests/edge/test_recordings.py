"""Recordings: fetched after their commit, played in ranges by who may, each play kept, erased for good."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from channels.contract import Permanent, Retry
from hub.actions import lines
from hub.core import facts
from hub.core.terms import ChannelId, RecordingId, RecordingState
from hub.readers import recordings as readers
from hub.store import blobs, log, recordings
from hub.store import tables as t
from hub.store.database import Connection, Tx
from hub.store.typed import add
from tests.edge.line import Line, recorded, with_line
from tests.edge.stage import Stage, stage


@dataclass(slots=True)
class Firm:
    """A hub with a line, and a customer whom Dana has talked to."""

    hub: Stage
    line: Line
    work: dict[str, Any]

    async def made(self, external: str, sound: Any, days_ago: float = 0, kind: str = "talk") -> RecordingId:
        """The carrier has recorded the customer's talk."""
        self.line.recordings[external] = sound

        def tell(tx: Tx) -> RecordingId:
            made = RecordingId(tx.new_id())
            at = tx.now - timedelta(days=days_ago)
            place = lines.Place(self.work["conversation_id"], self.work["customer_id"], self.work["id"])
            line = lines.event(tx, place, "recording", {"recording_id": made, "seconds": "1", "kind": kind})
            add(tx, t.recording, id=made, channel_id="line", external_id=external, call_id=None, kind=kind,
                interaction_id=self.work["id"], conversation_id=self.work["conversation_id"],
                customer_id=self.work["customer_id"], message_id=line, state=RecordingState.READY.value, seconds=1,
                made_at=at, next_at=tx.now)
            tx.record(facts.RecordingMade(made, ChannelId("line"), kind, 1))
            return made

        return await self.hub.store.do(tell)

    async def becomes(self, recording: RecordingId, state: RecordingState) -> recordings.Recording:
        """The recording, once it stands so."""
        async with asyncio.timeout(20):
            while True:
                found = await self.hub.store.read(recordings.found, recording)
                if found is not None and found.state is state:
                    return found
                await asyncio.sleep(0.01)

    async def stored(self, external: str = "RE1", sound: bytes = b"") -> RecordingId:
        """A recording whose bytes are here."""
        made = await self.made(external, sound or recorded())
        await self.becomes(made, RecordingState.STORED)
        return made

    def path(self, recording: recordings.Recording) -> Path:
        """Where its bytes lie."""
        return blobs.path_of(self.hub.store.blobs, recording.sha256)


@pytest.fixture
async def firm(tmp_path: Path, database_url: str) -> AsyncIterator[Firm]:
    line = Line()
    async with stage(tmp_path, database_url, with_line(line)) as hub:
        dana = await hub.console("dana")
        assert (await dana.command("set_presence", state="available"))["ok"]
        await hub.say("Hello?")
        [offer] = await dana.wait_for("offers")
        assert (await dana.command("accept_offer", offer_id=offer["id"]))["ok"]
        [work] = await dana.wait_for("work")
        yield Firm(hub, line, work)


async def get(firm: Firm, recording: str, who: str, span: str = "") -> tuple[int, bytes, dict[str, str]]:
    """A GET of its sound; status, body, headers."""
    head = {"Cookie": await firm.hub.cookie(who)} | ({"Range": span} if span else {})
    async with firm.hub.http.get(f"{firm.hub.url}/api/recordings/{recording}", headers=head) as answer:
        return answer.status, await answer.read(), dict(answer.headers)


async def test_a_recording_comes_by_itself_and_plays_in_ranges(firm: Firm) -> None:
    """Whole, by range, from the middle, from behind; what is beyond its end is refused (RFC 9110, 14)."""
    sound = recorded(2.0)
    made = await firm.stored("RE1", sound)
    status, body, head = await get(firm, made, "dana")
    assert (status, body) == (200, sound)
    assert head["Content-Type"] == "audio/wav" and head["Accept-Ranges"] == "bytes"
    assert "no-store" in head["Cache-Control"] and head["Content-Disposition"].startswith("inline")
    for span, piece in (("bytes=0-99", sound[:100]), ("bytes=1000-", sound[1000:]), ("bytes=-10", sound[-10:])):
        status, body, head = await get(firm, made, "dana", span)
        assert (status, body) == (206, piece), span
        assert head["Content-Range"].endswith(f"/{len(sound)}")
    status, _, head = await get(firm, made, "dana", f"bytes={len(sound)}-")
    assert status == 416 and head["Content-Range"] == f"bytes */{len(sound)}"


async def test_its_line_in_the_thread_says_how_it_is(firm: Firm) -> None:
    """A console that looks at the thread sees that it can be played, and later that it is gone, without asking."""
    aline = await firm.hub.console("aline")
    assert (await aline.command("watch", conversation_ids=[firm.work["conversation_id"]]))["ok"]
    made = await firm.stored()

    async def shown(state: str) -> None:
        async with asyncio.timeout(20):
            while not any(row["data"].get("recording_id") == made and row["data"].get("state") == state
                          for row in aline.rows("thread").values()):
                await asyncio.sleep(0.02)

    await shown("stored")
    await firm.hub.ask("DELETE", f"/api/recordings/{made}?reason=x", "noah")
    await shown("gone")


async def test_only_who_had_the_customer_and_supervisors_hear_it(firm: Firm) -> None:
    """Oleg never talked to them: for him there is no such recording. Nothing is known of a guessed id."""
    made = await firm.stored()
    statuses = {who: (await get(firm, made, who))[0] for who in ("dana", "oleg", "aline", "noah")}
    assert statuses == {"dana": 200, "oleg": 404, "aline": 200, "noah": 200}
    assert (await get(firm, "0" * 32, "aline"))[0] == 404
    async with firm.hub.http.get(f"{firm.hub.url}/api/recordings/{made}") as answer:
        assert answer.status == 401


async def test_every_play_is_kept_and_one_listening_is_one_play(firm: Firm) -> None:
    """A player's ranges are one play, wherever they begin; a refused one is none; a supervisor sees who listened."""
    made = await firm.stored()
    for span in ("bytes=1-", "bytes=0-10", "bytes=11-20"):
        await get(firm, made, "dana", span)
    await get(firm, made, "oleg")
    await get(firm, made, "aline")
    _, said = await firm.hub.get(f"/api/recordings/{made}/plays", "aline")
    assert [play["agent_name"] for play in said["items"]] == ["Aline", "Dana"]
    assert (await firm.hub.get(f"/api/recordings/{made}/plays", "dana"))[0] == 403

    def plays(conn: Connection) -> int:
        return sum(isinstance(each.fact, facts.RecordingPlayed) for each in log.read_after(conn, 0, 1000))

    assert await firm.hub.store.read(plays) == 2


async def test_a_busy_carrier_is_asked_again_and_a_lost_one_is_said(firm: Firm, monkeypatch: Any) -> None:
    """Retry: again after its time. Permanent: failed, and the answer says so."""
    made = await firm.made("RE1", Retry("busy", after=0.2))
    late = await firm.hub.store.read(recordings.found, made)
    assert late is not None and late.state is RecordingState.READY
    await asyncio.sleep(0.1)
    firm.line.recordings["RE1"] = recorded()
    await firm.becomes(made, RecordingState.STORED)
    lost = await firm.made("RE2", Permanent("no such recording"))
    await firm.becomes(lost, RecordingState.FAILED)
    status, body, _ = await get(firm, lost, "aline")
    assert status == 404 and b"never came" in body


async def test_the_carrier_deletes_its_copy_once_we_have_ours(firm: Firm) -> None:
    """Not before; a busy carrier is asked again; what is erased before it came is deleted there too."""
    firm.line.moods["forget"] = [Retry("busy", after=0.1), Permanent("not now")]

    await firm.stored("RE1")
    async with asyncio.timeout(20):
        while len(firm.line.moods["forget"]) == 2:
            await asyncio.sleep(0.02)
    await firm.stored("RE2")
    firm.line.moods["forget"].clear()
    await firm.stored("RE3")
    async with asyncio.timeout(20):
        while not {"RE3"} <= set(firm.line.forgotten):
            await asyncio.sleep(0.02)
    firm.line.forgotten.clear()
    unfetched = await firm.made("RE4", Retry("busy", after=1.0))
    assert (await firm.hub.ask("DELETE", f"/api/recordings/{unfetched}?reason=x", "noah"))[0] == 200
    await firm.stored("RE5")
    async with asyncio.timeout(20):
        while {"RE4", "RE5"} - set(firm.line.forgotten):
            await asyncio.sleep(0.02)
    assert (await firm.becomes(unfetched, RecordingState.GONE)).size == 0


async def test_an_admin_erases_with_a_reason_and_the_bytes_are_gone(firm: Firm) -> None:
    """Without a reason nothing happens; with one the file is gone and the thread says who and why."""
    made = await firm.stored()
    path = firm.path(await firm.becomes(made, RecordingState.STORED))
    assert path.is_file()
    assert (await firm.hub.ask("DELETE", f"/api/recordings/{made}?reason=x", "aline"))[0] == 403
    status, said = await firm.hub.ask("DELETE", f"/api/recordings/{made}", "noah")
    assert (status, said["field"]) == (400, "reason") and path.is_file()
    assert (await firm.hub.ask("DELETE", f"/api/recordings/{made}?reason=asked+by+them", "noah"))[0] == 200
    assert not path.exists() and (await get(firm, made, "dana"))[0] == 404
    _, thread = await firm.hub.get(f"/api/customers/{firm.work['customer_id']}/thread", "dana")
    [line] = [each for each in thread["items"] if each["event"] == "recording_erased"]
    assert line["data"]["reason"] == "asked by them" and line["data"]["recording_id"] == made


async def test_bytes_that_another_recording_shares_stay(firm: Firm) -> None:
    """The same sound twice is one file: it goes with the last."""
    first, second = await firm.stored("RE1", recorded()), await firm.stored("RE2", recorded())
    path = firm.path(await firm.becomes(first, RecordingState.STORED))
    await firm.hub.ask("DELETE", f"/api/recordings/{first}?reason=x", "noah")
    assert path.is_file() and (await get(firm, second, "dana"))[0] == 200
    await firm.hub.ask("DELETE", f"/api/recordings/{second}?reason=x", "noah")
    assert not path.exists()


async def test_recordings_are_erased_after_the_days_of_their_kind(firm: Firm) -> None:
    """The demo keeps talks for 90 days and voicemails for 30; a second round in the same day does nothing."""
    made = {(kind, days): await firm.made(f"{kind}{days}", recorded(0.1 + days / 100), days, kind)
            for kind in ("talk", "voicemail") for days in (20, 40, 100)}
    for each in made.values():
        await firm.becomes(each, RecordingState.STORED)

    async def rounds() -> None:
        await readers.Retention(firm.hub.store).run()

    def free(tx: Tx) -> None:
        tx.conn.execute(t.lease.delete().where(t.lease.c.name == readers.RETENTION))

    await firm.hub.store.do(free)  # the hub's own round of today is over
    task = asyncio.create_task(rounds())
    for gone in (("talk", 100), ("voicemail", 40), ("voicemail", 100)):
        await firm.becomes(made[gone], RecordingState.GONE)
    task.cancel()

    def states(conn: Connection) -> set[str]:
        c = t.recording.c
        return set(conn.execute(select(c.external_id).where(c.state == RecordingState.STORED)).scalars())

    assert await firm.hub.store.read(states) == {"talk20", "talk40", "voicemail20"}
    files = [path for path in firm.hub.store.blobs.rglob("*") if path.is_file()]
    assert len(files) == 2  # the talk of 20 days ago and the voicemail have the same bytes
