"""Twilio's TwiML reference as a table, and a judge of documents by it.

From "TwiML for Programmable Voice" (each verb's page: attributes, what may nest in it) and "TwiML for Programmable
Messaging". Only what we use is listed; anything else is a fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

Kind = Literal["voice", "wait", "messaging"]
BOOLEAN = ("true", "false")
METHODS = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Rule:
    """What an element may have. `values` by attribute; () is any text. `text`: "url", "words", "name" or none."""

    values: Mapping[str, tuple[str, ...]]
    children: tuple[str, ...] = ()
    text: str = ""
    ends: bool = False  # nothing after it in the document is reached


RULES: Mapping[str, Rule] = {
    "Say": Rule({"language": ("en-US", "ru-RU"), "voice": (), "loop": ()}, text="words"),
    "Play": Rule({"loop": (), "digits": ()}, text="url"),
    "Pause": Rule({"length": ()}),
    "Gather": Rule(
        {"input": ("dtmf",), "action": (), "method": METHODS, "numDigits": (), "timeout": (), "finishOnKey": (),
         "actionOnEmptyResult": BOOLEAN},
        ("Say", "Play", "Pause"),
    ),
    "Record": Rule(
        {"action": (), "method": METHODS, "maxLength": (), "timeout": (), "finishOnKey": (), "playBeep": BOOLEAN,
         "trim": ("trim-silence", "do-not-trim"), "recordingStatusCallback": (),
         "recordingStatusCallbackMethod": METHODS, "recordingStatusCallbackEvent": ()},
    ),
    "Dial": Rule({}, ("Conference",)),
    "Conference": Rule(
        {"beep": ("true", "false", "onEnter", "onExit"), "startConferenceOnEnter": BOOLEAN,
         "endConferenceOnExit": BOOLEAN, "muted": BOOLEAN, "coach": (), "waitUrl": (), "waitMethod": METHODS,
         "participantLabel": (), "statusCallback": (), "statusCallbackMethod": METHODS, "statusCallbackEvent": ()},
        text="name",
    ),
    "Redirect": Rule({"method": METHODS}, text="url", ends=True),
    "Hangup": Rule({}, ends=True),
    "Reject": Rule({"reason": ("rejected", "busy")}, ends=True),
    "Message": Rule({}, text="words"),
}  # fmt: skip
# What a document may begin with: the answer to a call, to a conference's waitUrl, holdUrl or announceUrl, to a message.
TOP: Mapping[Kind, tuple[str, ...]] = {
    "voice": ("Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Hangup", "Reject"),
    "wait": ("Play", "Say", "Pause", "Redirect"),
    "messaging": ("Message", "Redirect"),
}
NUMBERS = {"numDigits": (1, 255), "timeout": (1, 600), "maxLength": (1, 14_400), "length": (1, 600), "loop": (0, 1000)}
SINGLE_KEYS = ("", *"0123456789#*")
EVENTS = {"statusCallbackEvent": {"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"},
          "recordingStatusCallbackEvent": {"in-progress", "completed", "absent"}}  # fmt: skip


def faults(document: str, kind: Kind = "voice") -> list[str]:
    """What is wrong with a document; [] when nothing is."""
    if not document.startswith('<?xml version="1.0" encoding="UTF-8"?>'):
        return ["no XML declaration"]
    root = ElementTree.fromstring(document)
    if root.tag != "Response" or root.attrib or (root.text or "").strip():
        return ["the root must be a bare Response"]
    found = []
    ended = False
    for place, element in enumerate(root):
        if element.tag not in TOP[kind]:
            found.append(f"{element.tag} cannot begin here")
        if ended:
            found.append(f"{element.tag} is never reached")
        if element.tag == "Reject" and place:
            found.append("Reject only answers when it is first")
        found += _element(element)
        ended = element.tag in RULES and RULES[element.tag].ends
    return found


def _element(element: ElementTree.Element) -> list[str]:
    rule = RULES.get(element.tag)
    if rule is None:
        return [f"{element.tag}: not documented"]
    found = []
    for name, value in element.attrib.items():
        if name not in rule.values:
            found.append(f"{element.tag}: no attribute {name}")
        else:
            found += [f"{element.tag}.{name}: {why}" for why in _value(name, value, rule.values[name])]
    for child in element:
        if child.tag not in rule.children:
            found.append(f"{child.tag} cannot be inside {element.tag}")
        found += _element(child)
    text = (element.text or "").strip()
    if bool(text) != bool(rule.text) and "digits" not in element.attrib:
        found.append(f"{element.tag}: text {text!r}")
    if rule.text == "url" and text and not text.startswith(("https://", "http://")):
        found.append(f"{element.tag}: {text!r} is no address")
    if rule.text == "words" and len(text) > 4096:
        found.append(f"{element.tag}: more than 4,096 characters")
    return found


def _value(name: str, value: str, known: tuple[str, ...]) -> list[str]:
    if known and value not in known:
        return [f"{value!r} is not one of {known}"]
    if name in NUMBERS:
        low, high = NUMBERS[name]
        return [] if value.isdigit() and low <= int(value) <= high else [f"{value!r} is not from {low} to {high}"]
    if name == "finishOnKey" and not all(key in SINGLE_KEYS for key in value):
        return [f"{value!r} are not keys"]
    if name in EVENTS and not set(value.split()) <= EVENTS[name]:
        return [f"{value!r} are not events"]
    if name in ("action", "waitUrl", "statusCallback", "recordingStatusCallback") and not value.startswith("http"):
        return [f"{value!r} is no address"]
    return []
