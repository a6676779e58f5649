"""Twilio, the library under the phone and the SMS adapter: one account, its requests and its signed webhooks.

account (what is configured of it), signing (is a webhook truly theirs), forms (what webhooks say, read once), rest
(requests out and what their errors mean), media (files behind a login), twiml (a CallScript as TwiML), catchup (what
a lost webhook missed), check (is the account set up as we need it). Nothing here knows the hub.
"""
