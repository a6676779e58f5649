"""A demo firm, invented: its team, its customers and months of their talk. Values only; hub/store writes them.

Nothing here is reachable from `hub serve`. Every name, address and number is made up: mail domains are those of
RFC 2606, phone numbers from ranges kept for fiction.
"""
