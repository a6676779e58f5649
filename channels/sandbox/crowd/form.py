"""The wrap-up form as a scripted colleague fills it in: everything the chosen disposition asks for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from channels.sandbox.crowd.values import Visit

USUAL = "question"  # the disposition where nothing better is known
CASES = {"complaint": "complaint", "return_refund": "request"}  # disposition -> case type, else a problem
AMOUNT = "1250.00"

Form = dict[str, Any]
UNREACHED: Form = {"codes": ["no_reply"], "result": "no_answer", "note": "Called back, nobody answered."}


def filled(visit: Visit | None, dispositions: Sequence[dict[str, Any]], currency: str) -> Form:
    """A whole form. `visit` is None for somebody who is not of the crowd."""
    code = visit.matter.disposition if visit else USUAL
    chosen = next((each for each in dispositions if each["code"] == code), dispositions[0])
    asked = {field.partition(".")[0] for field in chosen["requires"]}
    note = visit.summary if visit else "Answered."
    form: Form = {"codes": [chosen["code"]], "result": visit.matter.result if visit else "resolved", "note": note}
    if "case" in asked:
        form["case"] = {"action": "create", "type": CASES.get(code, "problem"),
                        "subject": visit.subject if visit else note, "topic": chosen["topic"]}
    if "opportunity" in asked:
        form["opportunity"] = {"action": "create", "name": visit.subject if visit else note, "stage": "qualified",
                               "amount": AMOUNT, "currency": currency}
    return form
