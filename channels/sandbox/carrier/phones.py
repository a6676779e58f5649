"""Who can be rung: telephones by number, softphones by their identity, and what they do when it rings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs

E164 = re.compile(r"\+[1-9]\d{6,14}")
Manner = Literal["rings", "answers", "busy", "rejects", "off"]


@dataclass(slots=True)
class Phone:
    """A telephone or a softphone. Left alone it rings until somebody takes the call by hand."""

    address: str
    manner: Manner = "rings"
    after: float = 0.0

    def rings(self) -> None:
        """Ring; somebody may take it."""
        self.manner = "rings"

    def answers(self, after: float = 0.0) -> None:
        """Take every call by itself, so many seconds after the first ring."""
        self.manner, self.after = "answers", after

    def busy(self) -> None:
        """Already on the line."""
        self.manner = "busy"

    def rejects(self, after: float = 1.0) -> None:
        """Refuse, so many seconds after the first ring."""
        self.manner, self.after = "rejects", after

    def off(self) -> None:
        """Cannot be reached; texts do not arrive either."""
        self.manner = "off"


class Phones:
    """All telephones; one exists as soon as it is named."""

    def __init__(self) -> None:
        self._phones: dict[str, Phone] = {}

    def phone(self, address: str) -> Phone:
        """The telephone of a number, or the softphone `client:<identity>`."""
        return self._phones.setdefault(address, Phone(address))

    def of(self, to: str) -> Phone:
        """Who is rung by dialling `to`; a softphone's parameters do not matter."""
        return self.phone(to.partition("?")[0])


def identity(to: str) -> str:
    """The identity in `client:<identity>?…`, "" for a number."""
    return to.partition("?")[0].removeprefix("client:") if to.startswith("client:") else ""


def parameters(to: str) -> dict[str, str]:
    """The parameters in `client:<identity>?name=value`."""
    return {name: values[-1] for name, values in parse_qs(to.partition("?")[2]).items()}
