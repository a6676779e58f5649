"""The provider's error codes in plain words, and what each means for another try. Values only.

Codes: Twilio's "Error and warning dictionary". The provider's own sentences may hold numbers and names: not shown.
"""

from __future__ import annotations

import json

from channels.contract import ChannelError, Permanent, Retry, Unknown

BUSY_SECONDS = 5.0  # before another try when the provider names no time
_LONGEST_SECONDS = 3600.0
GONE = (20404, 21220)  # no such resource; the call is not in a state to be changed: both mean "over" to us

WORDS = {
    11200: "the provider could not reach our webhook",
    20003: "the provider does not accept our account SID, key or secret",
    20404: "the provider has no such call, message or number",
    20429: "the provider asks us to go slower",
    21201: "a number to call is missing",
    21205: "the provider does not accept the address of our webhook",
    21210: "the caller number shown is not one of ours; buy or verify it",
    21211: "this is not a number that can be reached",
    21212: "our own number is not written as the provider wants it",
    21214: "this number cannot be called",
    21215: "calling this country is not permitted; see the provider's geographic permissions",
    21216: "the provider forbids calls to this number",
    21220: "the call is over, or not yet answered",
    21217: "this is not a number that can be called",
    21401: "this number is not written as the provider wants it",
    21408: "messages to this country are not permitted; see the provider's geographic permissions",
    21601: "our number cannot send messages",
    21602: "the message is empty",
    21603: "the message has no sender number",
    21604: "the message has no recipient",
    21606: "our number cannot send messages to this recipient",
    21608: "a trial account reaches verified numbers only",
    21609: "the address for delivery reports is not accepted",
    21610: "the recipient has said STOP; only their own START lifts it",
    21611: "too many messages wait on our number",
    21612: "this recipient cannot be reached from our number",
    21614: "this is not a mobile number",
    21617: "the message is longer than 1,600 characters",
    21620: "a file of the message cannot be fetched by the provider",
    21623: "the number of files is more than the provider takes",
    30001: "too many messages waited",
    30002: "the account is suspended",
    30003: "the phone is off or out of reach",
    30004: "the recipient, or their operator, blocks messages",
    30005: "the number does not exist any more",
    30006: "the number is a landline, or its operator takes no messages",
    30007: "the operator's filter holds the message for spam",
    30008: "the operator gives no reason",
    30010: "the message costs more than allowed",
    30022: "the operator's limit of messages is reached",
    30034: "our number is not registered for messages to this country (A2P 10DLC)",
    30410: "the operator did not answer in time",
    53405: "the media connection broke",
}
# The address itself is dead: nothing more is sent there.
HARD = frozenset((21211, 21214, 21217, 21401, 21614, 30005, 30006))
# One example each of what a code means for another try; conformance tests hold us to it.
REFUSALS: dict[int, type[ChannelError]] = {
    400: Permanent, 401: Retry, 403: Permanent, 404: Permanent, 408: Retry, 429: Retry, 500: Retry, 503: Retry,
}  # fmt: skip
_WRONG_KEY_SECONDS = 300.0  # a person has to mend it


def words(code: int) -> str:
    """A code in plain words, with the code itself."""
    known = WORDS.get(code)
    return f"{code}: {known}" if known else f"{code}: refused by the provider; its error dictionary says why"


def code_of(text: str, status: int) -> int:
    """The provider's code in the body of an error, else the HTTP status."""
    try:
        said = json.loads(text)
        found = said.get("code") if isinstance(said, dict) else None
        return found if isinstance(found, int) and not isinstance(found, bool) else status
    except ValueError:
        return status


def refusal(status: int, text: str = "", retry_after: str = "", changes: bool = False) -> ChannelError:
    """What an answer of 400 or more means for another try. `changes`: the request was to change something.

    A gateway's 502 or 504 says nothing of what became of it behind the gateway.
    """
    code = code_of(text, status)
    if status in (502, 504) and changes:
        return Unknown(f"{status}: a gateway of the provider's gave no answer")
    if status in (401, 407) or code == 20003:
        return Retry(words(20003), _WRONG_KEY_SECONDS)
    if status in (408, 425, 429) or code == 20429:
        return Retry(words(20429) if status != 408 else "408: the provider waited too long", seconds(retry_after))
    if status >= 500:
        return Retry(f"{status}: the provider has trouble of its own", seconds(retry_after))
    return Permanent(words(code))


def seconds(retry_after: str) -> float:
    """How long a Retry-After asks for (RFC 9110 10.2.3, seconds), else our own measure."""
    if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 8:
        return min(float(retry_after), _LONGEST_SECONDS)
    return BUSY_SECONDS
