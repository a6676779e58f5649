"""Mail as bytes to values (RFC 5322, MIME, RFC 3464 …): pure, linear, bounded, and never surprised.

`read_mail(bytes)` is the door; nothing here does I/O or knows a provider.
"""

from channels.mime.mail import Kind, ParsedMail, inbound, read_mail

__all__ = ["Kind", "ParsedMail", "inbound", "read_mail"]
