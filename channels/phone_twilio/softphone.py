"""An agent's access to the account's calls: a signed token, good for an hour, that rings their console only."""

from __future__ import annotations

from datetime import datetime, timedelta

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from channels.phone_twilio.settings import Settings
from channels.twilio.account import Secrets
from channels.voice import PhoneAccess

GOOD_FOR = timedelta(hours=1)


def access(settings: Settings, secrets: Secrets, agent_id: str, now: datetime) -> PhoneAccess:
    """What the agent's console needs. Its identity is the agent's id, so that Dial finds it as client:<agent id>."""
    until = now + GOOD_FOR
    token = AccessToken(
        settings.account_sid, secrets.api_key, secrets.api_secret, identity=agent_id,
        grants=[VoiceGrant(incoming_allow=True, outgoing_application_sid=settings.twiml_app or None)],
        nbf=int(now.timestamp()) - 60, valid_until=int(until.timestamp()), region=settings.region or None,
    )  # fmt: skip
    driver = "webrtc" if settings.voice_url else "twilio"
    return PhoneAccess(driver, str(token.to_jwt()), settings.voice_url, until)
