"""How much of a hostile mail is looked at. Every loop over a mail is bounded by one of these figures."""

from __future__ import annotations

MAX_HEADER_BLOCK = 4 * 1024 * 1024  # bytes of one part's header that are split into fields
MAX_FIELD = 64 * 1024  # bytes kept of one header field
MAX_FIELDS = 2_000  # header fields kept of one part
MAX_TEXT_FIELD = 2_000  # characters kept of a subject or a display name
MAX_PARAMETER = 8 * 1024  # characters read of a Content-Type or Content-Disposition field
MAX_ADDRESSES = 40  # addresses kept of one field
MAX_REFERENCES = 100  # message ids kept of References
MAX_PARTS = 10_000  # MIME parts split off
MAX_FILES = 500  # attachments kept
MAX_TEXT = 1_000_000  # characters of body text kept
MAX_HTML = 2_000_000  # characters of HTML looked at
MAX_TOKENS = 60_000  # tags and runs of text read of an HTML body
MAX_SAFE_HTML = 1_000_000  # characters of HTML that are sanitized; a longer body is shown as text
MAX_HTML_DEPTH = 300  # open elements; a deeper body is shown as text
MAX_LINKS = 5_000  # links; a body with more is shown as text
MAX_FILENAME = 120  # characters of a file name
