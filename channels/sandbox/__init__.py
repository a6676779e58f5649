"""The outside world for people without accounts: a post office with real SMTP and IMAP, a sample shop, one page.

Adapters do not know that they talk to it; only their host and port differ. It never knows the hub. Nothing of it
is opened by `hub serve`.
"""
