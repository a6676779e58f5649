"""Phone calls over Twilio: a number, answered and dialled, its callers steered by TwiML and conferences.

`open` makes the channel. The parts: settings (what is configured), reading (webhooks to values, pure), doors (the
routes and their answers), orders (what is done to live calls), softphone (an agent's access). What the SMS adapter
needs too is channels/twilio.
"""

from channels.phone_twilio.channel import PhoneTwilio, open
from channels.twilio.errors import REFUSALS, refusal

__all__ = ["REFUSALS", "PhoneTwilio", "open", "refusal"]
