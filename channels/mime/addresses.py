"""Address fields (RFC 5322 3.4) as people's mailers really write them: linear, at most MAX_ADDRESSES kept."""

from __future__ import annotations

import re
from typing import NamedTuple

from channels.mime.charsets import clean_line
from channels.mime.headers import decode_words, unfold
from channels.mime.limits import MAX_ADDRESSES, MAX_FIELD

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.){0,1000}+"|<[^<>]{0,1000}>|\((?:[^()\\]|\\.){0,1000}+\)|[,;:]|[^",;:<>()]+|.', re.S
)  # bounded, so that a lone quote or bracket costs no more than that; it is one character then
_BARE = re.compile(r"[^\s<>()\[\],;:\"'`|\\]{1,128}@[^\s<>()\[\],;:\"'`|\\]{1,255}")
_STRICT = re.compile(r"[^\s@<>\"(),;:\[\]]{1,128}@(?:[\w\-\u0080-\uffff]{1,63}\.)*[\w\-\u0080-\uffff]{1,63}\.?")


class Mailbox(NamedTuple):
    """One sender or recipient; `address` is lower case, "" when none could be read."""

    name: str
    address: str


def read_addresses(value: bytes, limit: int = MAX_ADDRESSES) -> list[Mailbox]:
    """The mailboxes of an address field; groups are opened up, comments serve as names."""
    text = unfold(value[:MAX_FIELD])
    found: list[Mailbox] = []
    words: list[str] = []
    angle = comment = ""
    strays = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        strays += token in '"(<'
        if strays > 50:
            break  # unclosed quotes and brackets only: nothing to read here
        if token in ",;":
            if token == "," and not angle and 0 < len(words) < 20 and not any("@" in word for word in words):
                words.append(", ")  # `Doe, John <j@x>` written without quotes
                continue
            _finish(found, words, angle, comment)
            words, angle, comment = [], "", ""
            if len(found) >= limit:
                return found
        elif token == ":":
            words = []  # a group's name
        elif token[0] == "<" and len(token) > 1:
            angle = angle or token[1:-1]
        elif token[0] == "(" and len(token) > 1:
            comment = comment or token[1:-1]
        else:
            words.append(_unquote(token))
    _finish(found, words, angle, comment)
    return found[:limit]


def normal_address(text: str) -> str:
    """One address in the form we compare and keep: lower case, no display name; "" when it is none."""
    text = decode_words(text) if "=?" in text else text
    text = clean_line(text, 600).strip("<>\"' .,;").removeprefix("mailto:").replace(" ", "").lower()
    if len(text) > 320 or text.count("@") < 1:
        return ""
    if _STRICT.fullmatch(text):
        return text.rstrip(".")
    match = _BARE.search(text)
    if match and _STRICT.fullmatch(match.group()):
        return match.group().rstrip(".")
    return ""


def _finish(found: list[Mailbox], words: list[str], angle: str, comment: str) -> None:
    name = "".join(words).strip(" ,\t")
    if not angle:
        match = _BARE.search(decode_words(name) if "=?" in name else name)
        if not match:
            if name and not found:
                found.append(Mailbox(_name(name), ""))
            return
        angle = match.group()
        name = comment or ""
    address = normal_address(angle)
    shown = _name(name or comment)
    if not address:
        inside = _BARE.search(name)  # `a@b.example <not an address>`
        address = normal_address(inside.group()) if inside else ""
    if shown.lower() == address:
        shown = ""
    if address or shown:
        found.append(Mailbox(shown, address))


def _unquote(token: str) -> str:
    if len(token) > 1 and token[0] == '"':
        return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.S)
    return token


def _name(text: str) -> str:
    return clean_line(decode_words(text), 200).strip("'\" ")
