"""TwiML read and judged: verbs as values, and what is wrong with a document in the provider's own codes. Pure.

Which verbs, attributes and nestings exist is the provider's published documentation.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

MAX_BYTES = 64 * 1024  # the provider refuses longer documents (11750)
_CALLBACK = "statusCallback statusCallbackEvent statusCallbackMethod"
_RECORDING = "recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent"
_PROMPTS = frozenset({"Say", "Play", "Pause"})
# verb -> its attributes, and what may stand inside
ATTRIBUTES: dict[str, frozenset[str]] = {
    name: frozenset(attributes.split())
    for name, attributes in {
        "Response": "",
        "Say": "voice language loop",
        "Play": "loop digits",
        "Pause": "length",
        "Gather": "input action method timeout speechTimeout maxSpeechTime finishOnKey numDigits "
        "partialResultCallback partialResultCallbackMethod language hints profanityFilter bargeIn debug "
        "actionOnEmptyResult dtmfDetection speechModel enhanced",
        "Record": "action method timeout finishOnKey maxLength playBeep trim transcribe transcribeCallback "
        f"{_RECORDING}",
        "Dial": "action method timeout hangupOnStar timeLimit callerId record trim answerOnBridge ringTone "
        f"recordingTrack recordingChannels sequential referUrl referMethod events callReason {_RECORDING}",
        "Number": f"sendDigits url method byoc {_CALLBACK}",
        "Client": f"url method {_CALLBACK}",
        "Identity": "",
        "Parameter": "name value",
        "Conference": "muted beep startConferenceOnEnter endConferenceOnExit participantLabel waitUrl waitMethod "
        f"maxParticipants record region coach trim jitterBufferSize eventCallbackUrl {_CALLBACK} {_RECORDING}",
        "Redirect": "method",
        "Hangup": "",
        "Reject": "reason",
        "Message": "to from action method statusCallback",
        "Body": "",
        "Media": "",
    }.items()
}
INSIDE: dict[str, frozenset[str]] = {
    "Response": _PROMPTS | {"Gather", "Record", "Dial", "Redirect", "Hangup", "Reject", "Message"},
    "Gather": _PROMPTS,
    "Dial": frozenset({"Number", "Client", "Conference"}),
    "Client": frozenset({"Identity", "Parameter"}),
    "Message": frozenset({"Body", "Media"}),
}
# What is documented and this carrier does not do: accepted, and said so.
UNDONE = frozenset({
    ("Gather", "speechTimeout"), ("Gather", "partialResultCallback"), ("Gather", "hints"), ("Record", "transcribe"),
    ("Record", "transcribeCallback"), ("Dial", "record"), ("Dial", "hangupOnStar"), ("Dial", "timeLimit"),
    ("Dial", "sequential"), ("Dial", "referUrl"), ("Number", "sendDigits"), ("Conference", "maxParticipants"),
})  # fmt: skip
# Verbs a document may hold that is played to who waits or is on hold, or announced (wait, hold, announce addresses).
WAITING = frozenset({"Say", "Play", "Pause", "Redirect"})
TEXTS = frozenset({"Message", "Redirect"})


@dataclass(frozen=True, slots=True)
class Verb:
    """One element. `text` is its own text, trimmed."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: tuple[Verb, ...] = ()

    def get(self, name: str, otherwise: str = "") -> str:
        """An attribute's text."""
        return self.attributes.get(name, otherwise)

    def number(self, name: str, otherwise: int) -> int:
        """An attribute as a whole number of at least 0; what is none counts as not given."""
        text = self.attributes.get(name, "")
        return int(text) if text.isascii() and text.isdigit() else otherwise

    def yes(self, name: str, otherwise: str = "false") -> bool:
        """Whether an attribute says true."""
        return self.attributes.get(name, otherwise).lower() in ("true", "1", "yes")


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs in order, and warnings (12200: not in the schema; such a verb is left out)."""

    verbs: tuple[Verb, ...]
    warnings: tuple[str, ...] = field(default=())


class BadDocument(Exception):
    """The document cannot be executed. `code` is the provider's (12100 …)."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def read(body: bytes | str, allowed: frozenset[str] | None = None) -> Document:
    """A document's verbs. `allowed` narrows what may stand at the top. Raises BadDocument."""
    raw = body.encode() if isinstance(body, str) else body
    if len(raw) > MAX_BYTES:
        raise BadDocument(11750, "TwiML response body too large")
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise BadDocument(12100, "Document parse failure: a document type is not allowed")
    try:
        root = ElementTree.fromstring(raw.strip())
    except ElementTree.ParseError as error:
        raise BadDocument(12100, f"Document parse failure: {error}") from None
    if root.tag != "Response":
        raise BadDocument(12100, f"Document parse failure: the root is <{root.tag}>, not <Response>")
    warnings: list[str] = []
    verbs = []
    for verb in _children(root, warnings):
        if allowed is not None and verb.name not in allowed:
            warnings.append(f"<{verb.name}> is not allowed here")
        else:
            verbs.append(verb)
    return Document(tuple(verbs), tuple(warnings))


def _children(parent: ElementTree.Element, warnings: list[str]) -> list[Verb]:
    found = []
    for element in parent:
        name = str(element.tag)
        if name not in ATTRIBUTES:
            warnings.append(f"Invalid content was found starting with element '{name}'")
            continue
        if name not in INSIDE.get(parent.tag, frozenset()):
            warnings.append(f"<{name}> must not stand inside <{parent.tag}>")
            continue
        strange = sorted(set(element.attrib) - ATTRIBUTES[name])
        warnings += [f"Attribute '{attribute}' is not allowed to appear in element '{name}'" for attribute in strange]
        warnings += [f"{name} {attribute}: this sandbox does not do it" for attribute in sorted(element.attrib)
                     if (name, attribute) in UNDONE]
        text = " ".join((element.text or "").split())
        found.append(Verb(name, dict(element.attrib), text, tuple(_children(element, warnings))))
    return found
