"""A mailbox: fetched over IMAP (RFC 3501, IDLE RFC 2177), answered over SMTP (RFC 5321).

`open` makes the channel. The parts: settings (what is configured), reading (bytes to values, pure), token (signed
marks of a conversation), fetching (the IMAP line), composing (values to bytes), sending (the SMTP line).
"""

from channels.email_imap.channel import EmailImap, open
from channels.email_imap.reading import parse
from channels.email_imap.sending import REFUSALS, refusal

__all__ = ["REFUSALS", "EmailImap", "open", "parse", "refusal"]
