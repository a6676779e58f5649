"""The hub's own doors: HTTP and sockets, as strangers and agents meet them."""
