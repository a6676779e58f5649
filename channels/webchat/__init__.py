"""Web chat: the widget on a firm's site, served by the hub itself.

`open` makes the channel. The parts: settings (what is configured), identity (who a visitor is), acts (what
a visitor did: JSON, values), files (what may be uploaded), limits (how often), reception (admits and
hands over), door (HTTP) and live (sockets). Nothing here keeps a message: what a visitor says goes to
`Mount.arrived` before it is acknowledged, and what they see is asked from `Mount.talk`.
"""

from channels.webchat.channel import WebChat, open

__all__ = ["WebChat", "open"]
