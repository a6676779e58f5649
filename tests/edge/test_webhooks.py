"""The carrier's webhooks at a running hub: repeated at once, forged, for what is not ours, after the end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from yarl import URL

from channels.twilio import signing
from hub.store import tables as t
from tests.channels.twiml_rules import faults
from tests.edge.carrier_stage import ACCOUNT, NUMBER, TOKEN, PhoneStage, phone_stage

LINE = "CA" + "1" * 32
VOICE = {"CallSid": LINE, "AccountSid": ACCOUNT, "From": "+4915112345678", "To": NUMBER, "CallStatus": "ringing",
         "Direction": "inbound"}  # fmt: skip


async def post(both: PhoneStage, path: str, fields: Mapping[str, str], token: str = TOKEN) -> tuple[int, str]:
    """A signed webhook; status and body."""
    url = f"{both.hub.url}/channels/phone/{path}"
    head = {**signing.sign(token, url, list(fields.items())), "Content-Type": "application/x-www-form-urlencoded"}
    async with both.hub.http.post(URL(url, encoded=True), data=urlencode(fields).encode(), headers=head) as answer:
        return answer.status, await answer.text()


async def rows(both: PhoneStage, table: Any) -> list[Any]:
    """All rows of a table."""
    return list(await both.hub.store.read(lambda conn: conn.execute(table.select()).all()))


async def test_a_webhook_sent_five_times_at_once_makes_one_call_and_hears_one_answer(
    tmp_path: Path, database_url: str
) -> None:
    async with phone_stage(tmp_path, database_url) as both:
        answers = set(await asyncio.gather(*(post(both, "voice", VOICE) for _ in range(5))))
        ((status, document),) = answers
        assert status == 200 and faults(document) == [] and "<Gather" in document
        action = document.partition('action="')[2].partition('"')[0].replace("&amp;", "&").rpartition("/")[2]
        pressed = {**VOICE, "CallStatus": "in-progress", "Digits": "2"}
        answers = set(await asyncio.gather(*(post(both, action, pressed) for _ in range(5))))
        ((status, document),) = answers
        assert status == 200 and faults(document) == [] and "music.wav" in document
        ended = {**VOICE, "CallStatus": "completed", "CallDuration": "9", "SequenceNumber": "3"}
        assert set(await asyncio.gather(*(post(both, "status", ended) for _ in range(5)))) == {(204, "")}
        assert len(await rows(both, t.call)) == 1
        # The call, and the call back that is owed for it.
        assert sorted(each.medium for each in await rows(both, t.interaction)) == ["callback", "phone"]
        legs = await rows(both, t.leg)
        assert [each.state for each in legs] == ["ended"]


async def test_what_is_forged_leaves_no_row_and_what_is_not_ours_does_no_harm(
    tmp_path: Path, database_url: str
) -> None:
    async with phone_stage(tmp_path, database_url) as both:
        for path in ("voice", "step?step=menu&turn=1", "status", "recording", "quality", "conference"):
            assert (await post(both, path, VOICE, token="another token"))[0] == 403
        assert await rows(both, t.delivery) == []
        status, document = await post(both, "voice", {**VOICE, "To": "+4930999999"})
        assert status == 200 and "<Reject" in document
        unknown = {**VOICE, "CallSid": "CA" + "9" * 32, "CallStatus": "in-progress"}
        assert (await post(both, "status?leg=nobody&call=none", unknown))[0] == 204
        status, document = await post(both, "step?step=queue&turn=4", {**unknown, "Digits": "1"})
        assert status == 200 and faults(document) == []
        assert await rows(both, t.call) == []
        status, document = await post(both, "voice", {**VOICE, "CallSid": "CA" + "2" * 32, "From": "anonymous"})
        assert status == 200 and "<Gather" in document
        for late in ("completed", "in-progress", "ringing"):
            assert (await post(both, "status", {**VOICE, "CallSid": "CA" + "2" * 32, "CallStatus": late}))[0] == 204
        assert [each.state for each in await rows(both, t.call)] == ["ended"]
