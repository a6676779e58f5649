"""Plain text of a mail: what is new in it, and what is quote or signature."""

from channels.text.reply import Split, split_reply

__all__ = ["Split", "split_reply"]
