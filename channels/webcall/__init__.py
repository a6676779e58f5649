"""Web calls: a visitor of the chat's pages talks to an agent, browser to browser through our own media.

`open` makes the channel. The parts: settings (what is configured), reports (what happened to a line: JSON, values),
line (one leg as this carrier knows it), script (what a caller hears and presses), exchange (all lines, orders and
the media's news), live (the callers' sockets). Nothing of a call is kept here: what happens goes to `Mount.arrived`.
"""

from channels.webcall.channel import WebCall, open

__all__ = ["WebCall", "open"]
