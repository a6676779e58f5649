"""The board as a PDF: what the board shows and no more, in both languages, now and at a past second; every one kept."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pypdf
import pytest
from reportlab.lib.pagesizes import A4

from hub.insight.board_words import percent
from hub.readers import ticker
from tests.edge.stage import Stage, stage
from tests.edge.test_boards import board_of, called, changed, chats, heard


@pytest.fixture
async def hub(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A hub; Dana works in team north, Oleg in south, Aline oversees the north, Noah is admin."""
    monkeypatch.setattr(ticker, "SECOND", 0.1)
    async with stage(tmp_path, database_url) as running:
        await running.store.do(changed, "dana", {"team": "north"})
        await running.store.do(changed, "oleg", {"team": "south"})
        await running.store.do(changed, "aline", {"oversees": ["north"]})
        yield running


async def printed(hub: Stage, who: str, query: str = "") -> tuple[int, bytes]:
    headers = {"Cookie": await hub.cookie(who)} if who else {}
    async with hub.http.get(f"{hub.url}/api/board/pdf{query}", headers=headers) as answer:
        if answer.status == 200:
            assert answer.content_type == "application/pdf"
            assert answer.headers["Content-Disposition"].startswith('attachment; filename="board-')
        return answer.status, await answer.read()


def text(document: bytes) -> str:
    """All its words, as a reader of the file gets them."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages)


async def taken(hub: Stage, who: str, query: str = "") -> str:
    status, document = await printed(hub, who, query)
    assert status == 200, document
    return text(document)


async def a_chat_of_danas(hub: Stage) -> None:
    """Dana has answered a chat; Oleg is there and free."""
    everybody = await board_of(hub, "noah")
    dana, oleg = await hub.console("dana"), await hub.console("oleg")
    await dana.command("set_presence", state="available")
    await hub.say("Where is my order?", name="Ann Lee")
    [offer] = await dana.wait_for("offers")
    await dana.command("accept_offer", offer_id=offer["id"])
    await oleg.command("set_presence", state="available")
    await heard(everybody, lambda: called(everybody)["Oleg"]["state"] == "available")
    await heard(everybody, lambda: called(everybody)["Dana"]["state"] == "busy" and chats(everybody)["waiting"] == 0)


async def test_it_is_what_the_board_shows_to_who_takes_it(hub: Stage) -> None:
    """Pages on their side with our letters in them; queues with figures, agents one oversees, no customer's name."""
    await a_chat_of_danas(hub)
    status, document = await printed(hub, "noah", "?zone=Asia/Kathmandu")
    assert status == 200
    page = pypdf.PdfReader(io.BytesIO(document)).pages[0]
    assert [float(each) for each in page.mediabox[2:]] == [round(A4[1], 4), round(A4[0], 4)]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    embedded = [each for each in fonts if "/FontDescriptor" in each]
    assert embedded and all("/FontFile2" in each["/FontDescriptor"].get_object() for each in embedded)
    whole = text(document)
    _, board = await hub.get("/api/board", "noah")
    hour = next(each for each in board["queues"] if each["id"] == "support")["media"][0]["hour"]
    assert (hour["entered"], hour["answered"]) == (1, 1)
    assert percent(hour["in_target"] / 1, "en") in whole and "Asia/Kathmandu (UTC+05:45)" in whole
    for words in ("Dana", "Oleg", "Support", "Orders", "Repairs", "Chat (Support)",
                  "Queues and agents of the whole firm"):
        assert words in whole, words
    assert "Ann Lee" not in whole, "customers' names stay off paper"
    part = await taken(hub, "aline")
    assert "Dana" in part and "Oleg" not in part and "agents are those Aline oversees" in part
    assert "1 / 2" in part and "0 / 1" in part, "of the whole firm one is ready of two; of hers none of one"


async def test_it_speaks_russian(hub: Stage) -> None:
    """Cyrillic comes out of the file as it went in; the reader's own language unless one is named."""
    await a_chat_of_danas(hub)
    found = await taken(hub, "noah", "?language=ru")
    for words in ("Табло", "Очереди", "Поддержка", "Операторы", "В работе", "Чат (Поддержка)", "Europe/Berlin"):
        assert words in found, words
    assert "Agents" in await taken(hub, "noah")


async def test_a_past_second_is_printed_as_it_was_shown(hub: Stage) -> None:
    """Before she signed on Dana was not there, on paper too; a moment to come is now."""
    everybody = await board_of(hub, "noah")
    await heard(everybody, lambda: "Dana" in called(everybody))
    await asyncio.sleep(0.3)
    before = datetime.now(UTC)
    await asyncio.sleep(0.3)
    await a_chat_of_danas(hub)
    then = await taken(hub, "noah", f"?at={quote(before.isoformat())}&zone=UTC")
    assert "Nobody is here." in then and "looked back on" in then and f"{before:%Y-%m-%d %H:%M:%S}" in then
    now = await taken(hub, "noah", "?at=2100-01-01T00:00:00Z")
    assert "Dana" in now and "as it stood then" in now


async def test_who_takes_it_is_kept_and_who_may_not_gets_none(hub: Stage) -> None:
    assert [(await printed(hub, who))[0] for who in ("", "dana")] == [401, 403]
    assert (await hub.get("/api/board/pdf?zone=Mars/Base", "aline"))[0] == 400
    assert (await hub.get("/api/board/pdf?at=soon", "aline"))[0] == 400
    _, kept = await hub.get("/api/audit?what=board_exported", "noah")
    assert kept["items"] == []
    await taken(hub, "aline")
    _, kept = await hub.get("/api/audit?what=board_exported", "noah")
    [line] = kept["items"]
    assert line["agent_name"] == "Aline" and line["detail"]["kind"] == "pdf" and line["detail"]["past"] is False
