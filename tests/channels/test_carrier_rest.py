"""The carrier's REST: every answer has the provider's shape, every refusal its code; texts and what follows."""

from __future__ import annotations

import aiohttp
import pytest

from channels.sandbox.carrier import File
from channels.sandbox.carrier.prices import segments
from tests.channels.carrier_stage import ACCOUNT, ANN, APP, DESK, KEY, SECRET, TOKEN, on_stage

HELLO = {"To": ANN, "From": DESK, "Body": "Hello"}


async def test_who_may_ask() -> None:
    async with on_stage() as stage:
        url = f"{stage.rest_url}/2010-04-01/Accounts/{ACCOUNT}.json"
        for name, secret, status in ((ACCOUNT, TOKEN, 200), (KEY, SECRET, 200), (ACCOUNT, "x", 401), ("", "", 401)):
            headers = {"Authorization": aiohttp.encode_basic_auth(name, secret)} if name else {}
            async with stage.http.get(url, headers=headers) as answer:
                assert answer.status == status
                if status == 401:
                    assert (await answer.json())["code"] == 20003


async def test_the_accounts_own_resources() -> None:
    async with on_stage() as stage:
        for path in (".json", "/Balance.json", "/Keys.json", f"/Keys/{KEY}.json", f"/Applications/{APP}.json",
                     "/Applications.json", "/IncomingPhoneNumbers.json", "/Calls.json", "/Recordings.json"):
            if path != ".json":
                assert (await stage.rest("GET", path))["http"] == 200, path
        (number,) = (await stage.rest("GET", "/IncomingPhoneNumbers.json", PhoneNumber=DESK))["incoming_phone_numbers"]
        assert number["capabilities"]["voice"] and number["voice_url"].endswith("/voice")
        changed = await stage.rest("POST", f"/IncomingPhoneNumbers/{number['sid']}.json",
                                   VoiceUrl=f"{stage.site.origin}/other", VoiceMethod="GET")
        assert (changed["voice_url"], changed["voice_method"]) == (f"{stage.site.origin}/other", "GET")
        await stage.carrier.dial(ANN, DESK)
        await stage.time.advance(1)
        assert stage.site.named("/other")
        missing = await stage.rest("GET", "/Calls/CA" + "0" * 32 + ".json")
        assert (missing["http"], missing["code"]) == (404, 20404)
        assert (await stage.rest("GET", "/Nothing.json"))["code"] == 20404


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": "12345"}, 21211), ({"To": ""}, 21604), ({"To": "+15005550009"}, 21614), ({"Body": ""}, 21619),
        ({"Body": "x" * 1601}, 21617), ({"From": ""}, 21603), ({"From": "+493099999999"}, 21606),
        ({"From": "+1"}, 21212), ({"MediaUrl": "file:///x"}, 21620),
    ],
)
async def test_a_text_that_cannot_be_sent_is_refused_with_its_code(change: dict[str, str], code: int) -> None:
    async with on_stage() as stage:
        refused = await stage.rest("POST", "/Messages.json", **{**HELLO, **change})
        assert (refused["http"], refused["code"]) == (400, code)
        assert stage.carrier.texts(ANN) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [({"To": "0151"}, 21211), ({"To": ""}, 21201), ({"From": ""}, 21213), ({"From": "+49301"}, 21210),
     ({"Twiml": ""}, 21205), ({"Timeout": "0"}, 21215)],
)
async def test_a_call_that_cannot_be_made_is_refused_with_its_code(change: dict[str, str], code: int) -> None:
    async with on_stage() as stage:
        refused = await stage.rest("POST", "/Calls.json", **{"To": ANN, "From": DESK, "Twiml": "<Response/>", **change})
        assert (refused["http"], refused["code"]) == (400, code)


async def test_a_text_goes_its_way_and_each_state_is_told() -> None:
    async with on_stage() as stage:
        report = f"{stage.site.origin}/state?message=7"
        sent = await stage.rest("POST", "/Messages.json", **HELLO, StatusCallback=report)
        assert (sent["http"], sent["status"], sent["num_segments"], sent["price"]) == (201, "queued", "1", None)
        await stage.time.advance(5)
        states = [params["MessageStatus"] for params in stage.site.named("/state")]
        assert states == ["sending", "sent", "delivered"]
        assert stage.site.named("/state")[0]["message"] == "7"
        told = await stage.rest("GET", f"/Messages/{sent['sid']}.json")
        assert (told["status"], told["price"], told["direction"]) == ("delivered", "-0.00790", "outbound-api")
        stage.carrier.phone(ANN).off()
        await stage.rest("POST", "/Messages.json", **HELLO, StatusCallback=f"{stage.site.origin}/state")
        await stage.time.advance(5)
        last = stage.site.named("/state")[-1]
        assert (last["MessageStatus"], last["ErrorCode"]) == ("undelivered", "30003")


async def test_a_text_comes_in_with_its_pictures_and_the_answer_goes_back() -> None:
    async with on_stage() as stage:
        stage.site.scripts["/sms"] = "<Message>Thank you</Message><Dial>no</Dial>"
        sid = await stage.carrier.text(ANN, DESK, "Look", [File("a.png", "image/png", b"\x89PNG")])
        await stage.time.advance(5)
        (got,) = stage.site.named("/sms")
        assert (got["MessageSid"], got["SmsStatus"], got["NumMedia"], got["Body"]) == (sid, "received", "1", "Look")
        async with stage.http.get(got["MediaUrl0"]) as nobody:
            assert nobody.status == 401
        headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)}
        async with stage.http.get(got["MediaUrl0"], headers=headers) as file:
            assert (file.status, await file.read(), file.content_type) == (200, b"\x89PNG", "image/png")
        assert [text.body for text in stage.carrier.texts(ANN)] == ["Look", "Thank you"]
        assert [notice.code for notice in stage.carrier.book.notices] == [12200]
        (media,) = (await stage.rest("GET", f"/Messages/{sid}/Media.json"))["media_list"]
        assert media["content_type"] == "image/png"


async def test_stop_blocks_the_number_until_start() -> None:
    async with on_stage() as stage:
        await stage.carrier.text(ANN, DESK, " Stop ")
        await stage.time.advance(5)
        assert stage.site.named("/sms")[0]["OptOutType"] == "STOP"
        assert (await stage.rest("POST", "/Messages.json", **HELLO))["code"] == 21610
        await stage.carrier.text(ANN, DESK, "start")
        await stage.time.advance(5)
        assert (await stage.rest("POST", "/Messages.json", **HELLO))["http"] == 201
        assert "unsubscribed" in stage.carrier.texts(ANN)[1].body


async def test_lists_come_in_pages_and_by_day() -> None:
    async with on_stage() as stage:
        for number in range(7):
            await stage.carrier.text(ANN, DESK, f"text {number}")
        today = f"{stage.time.now():%Y-%m-%d}"
        page = await stage.rest("GET", "/Messages.json", To=DESK, PageSize=3, **{"DateSent>": today})
        bodies = [row["body"] for row in page["messages"]]
        while page["next_page_uri"]:
            path = page["next_page_uri"].removeprefix(f"/2010-04-01/Accounts/{ACCOUNT}")
            name, _, query = path.partition("?")
            pairs = dict(pair.split("=") for pair in query.replace("%3E", ">").replace("%2B", "+").split("&"))
            page = await stage.rest("GET", name, **pairs)
            bodies += [row["body"] for row in page["messages"]]
        assert bodies == [f"text {number}" for number in reversed(range(7))]
        assert (await stage.rest("GET", "/Messages.json", **{"DateSent<": "2020-01-01"}))["messages"] == []
        assert (await stage.rest("GET", "/Messages.json", PageSize=5000))["http"] == 400
        assert (await stage.rest("GET", "/Messages.json", DateSent="soon"))["code"] == 20001


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("я" * 70, 1), ("я" * 71, 2),
     ("a" * 152 + "€" + "a" * 10, 2), ("🙂" * 35, 1), ("🙂" * 36, 2), ("я" * 66 + "🙂" + "я" * 66, 3)],
)
def test_segments_as_the_networks_count_them(text: str, count: int) -> None:
    assert segments(text) == count
