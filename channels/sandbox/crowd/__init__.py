"""Invented customers who phone, text, mail and chat, and colleagues who answer them, so that a demo floor lives.

They know the hub only as the outside world does: by HTTP, sockets, SMTP and the telephone network. Demo only.
"""
