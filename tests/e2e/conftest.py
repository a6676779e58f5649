"""What the browser days share: patience on a busy machine, and a picture of what a failed one saw."""

from __future__ import annotations

from playwright.async_api import expect

expect.set_options(timeout=30_000)
