"""Channels: ways in and out. A library that knows nothing of the hub; the hub never knows a provider."""
