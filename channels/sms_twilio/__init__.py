"""Text messages over Twilio: in by a signed webhook, out by a request, how far they got by another webhook.

`open` makes the channel. The parts: settings (what is configured), words (STOP and its kin), reading (webhooks to
values, pure), frames (a message with its files as one delivery), doors (the routes), sending, catching (what a lost
webhook missed). What the phone adapter needs too is channels/twilio.
"""

from channels.sms_twilio.channel import SmsTwilio, open
from channels.sms_twilio.reading import parse
from channels.twilio.errors import REFUSALS, refusal

__all__ = ["REFUSALS", "SmsTwilio", "open", "parse", "refusal"]
