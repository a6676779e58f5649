"""The sandbox's telephone company: the provider's side of phone and SMS for people without an account.

It speaks the provider's REST and webhooks, executes TwiML, and lets anybody play the caller (over HTTP, or from
Python). The adapters do not know it; only their base address differs. Never opened by `hub serve`; knows no hub.
"""

from channels.sandbox.carrier.account import Account, App, File, Hook, Number
from channels.sandbox.carrier.carrier import Carrier
from channels.sandbox.carrier.clock import RealTime, VirtualTime
from channels.sandbox.carrier.ear import Heard
from channels.sandbox.carrier.handset import HandsetCall

__all__ = ["Account", "App", "Carrier", "File", "HandsetCall", "Heard", "Hook", "Number", "RealTime", "VirtualTime"]
