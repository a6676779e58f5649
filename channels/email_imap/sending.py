"""One mail out over SMTP, told apart by what may be done next: try again, never again, or nobody knows.

4xx and a line that breaks before the mail is given: Retry. 5xx: Permanent. A line that breaks after DATA: Unknown,
since the other side may have it (RFC 5321 6.1).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import aiosmtplib

from channels.contract import ChannelError, Permanent, Retry, Unknown
from channels.email_imap.composing import Letter
from channels.email_imap.settings import Settings

log = logging.getLogger("rapport.channels.email")

# What an answer of the server means for another try, one example each; conformance tests hold us to it.
REFUSALS: dict[int, type[ChannelError]] = {421: Retry, 450: Retry, 451: Retry, 550: Permanent, 554: Permanent}
CONNECT_SECONDS = 30.0
COMMAND_SECONDS = 60.0
DATA_SECONDS = 300.0  # servers look through a mail before they answer (RFC 5321 4.5.3.2.6)
_WRONG_PASSWORD_SECONDS = 300.0  # before another try: a person has to mend it


@dataclass(frozen=True, slots=True)
class Login:
    """A name and password for the server; empty when it asks for none."""

    name: str
    password: str

    def __repr__(self) -> str:
        return "Login(…)"


async def send(settings: Settings, login: Login, letter: Letter) -> None:
    """Give the letter to the server once. Raises Retry, Permanent or Unknown."""
    line = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        use_tls=settings.smtp_tls == "tls",
        start_tls=settings.smtp_tls == "starttls",
        timeout=CONNECT_SECONDS,
        local_hostname=settings.domain,
    )
    try:
        await _connect(line, login)
        await _envelope(line, letter)
        await _data(line, letter)
    finally:
        line.close()


async def _connect(line: aiosmtplib.SMTP, login: Login) -> None:
    try:
        await line.connect()
        if login.password:
            await line.login(login.name, login.password)
    except aiosmtplib.SMTPAuthenticationError:
        raise Retry("the mail server refuses our name or password", _WRONG_PASSWORD_SECONDS) from None
    except aiosmtplib.SMTPResponseException as error:
        raise Retry(f"the mail server is not ready: {error.code}") from None
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise Retry(f"the mail server cannot be reached: {type(error).__name__}") from None


async def _envelope(line: aiosmtplib.SMTP, letter: Letter) -> None:
    """MAIL and RCPT. The first recipient must be taken; a copy that is refused for good is left out."""
    try:
        wide = not all(one.isascii() for one in letter.recipients)
        if wide and not line.supports_extension("smtputf8"):
            raise Permanent("the mail server cannot send to an address in this script (SMTPUTF8)")
        encoding, options = ("utf-8", ["SMTPUTF8"]) if wide else ("ascii", [])
        await line.mail(letter.sender, options=options, encoding=encoding, timeout=COMMAND_SECONDS)
        for number, recipient in enumerate(letter.recipients):
            try:
                await line.rcpt(recipient, encoding=encoding, timeout=COMMAND_SECONDS)
            except aiosmtplib.SMTPRecipientRefused as error:
                if number == 0 or error.code < 500:
                    raise
                log.warning("a copy was refused by the mail server", extra={"smtp_code": error.code})
    except aiosmtplib.SMTPResponseException as error:
        raise refusal(error.code) from None
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise Retry(f"the line to the mail server broke: {type(error).__name__}") from None


async def _data(line: aiosmtplib.SMTP, letter: Letter) -> None:
    try:
        await line.data(letter.body, timeout=DATA_SECONDS)
    except aiosmtplib.SMTPResponseException as error:
        raise refusal(error.code) from None
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise Unknown(f"the line broke while the mail was given: {type(error).__name__}") from None


def refusal(code: int) -> ChannelError:
    """What a reply code means for another try (RFC 5321 4.2.1). The server's words may hold addresses: no word."""
    if 500 <= code < 600:
        return Permanent(f"the mail server refuses the mail: {code}")
    return Retry(f"the mail server asks for patience: {code}")
