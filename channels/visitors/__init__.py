"""Visitors of a firm's pages, for every channel that serves them: how often, how they are told no, and call passes.

Who a visitor is, is the chat's to say (channels/webchat). No I/O here.
"""
