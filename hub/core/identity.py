"""Whose message it is: the decision alone. An address belongs to one customer; a claim never joins silently.

What a sender says of themselves (name, e-mail in a form) is a claim. Only a signed identity proves that a visitor
is the firm's own customer number so-and-so. Nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from channels.contract import Address, Medium, Profile
from hub.core.terms import CustomerId

EMAIL_LIMIT = 320  # RFC 5321 4.5.3.1: 64 + @ + 255


@dataclass(frozen=True, slots=True)
class KnownBy:
    """What the store knows of a sender: customers by the address itself, by customer number, by a claimed address.

    All are records as they read through merges, except `by_address`, which is the record that holds the identity.
    """

    by_address: CustomerId | None = None
    by_external_ref: CustomerId | None = None  # asked only for a signed identity
    by_claim: Mapping[Address, CustomerId] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The address is this customer's. `candidates` may be the same person: a human decides."""

    customer_id: CustomerId
    candidates: tuple[CustomerId, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """A proved identity: this address becomes one more of that customer's."""

    customer_id: CustomerId
    candidates: tuple[CustomerId, ...] = ()


@dataclass(frozen=True, slots=True)
class Stranger:
    """A new customer. `free` are claimed addresses nobody has: kept as unverified identities of the new record."""

    candidates: tuple[CustomerId, ...] = ()
    free: tuple[Address, ...] = ()


Who = Known | Joined | Stranger


def claims(profile: Profile, sender: Address) -> tuple[Address, ...]:
    """The addresses a profile names beside the sender's own, normalized; unusable ones are left out."""
    found = []
    email = profile.email.strip().lower()
    if email and len(email) <= EMAIL_LIMIT and email.count("@") == 1 and not any(c.isspace() for c in email):
        found.append(Address(Medium.EMAIL, email))
    phone = "".join(c for c in profile.phone if c.isdigit() or c == "+")
    if phone.startswith("+") and 8 <= len(phone) <= 16:  # E.164; a national number says too little
        found.append(Address(Medium.SMS, phone))
    return tuple(address for address in found if address != sender)


def recognize(sender: Address, profile: Profile, known: KnownBy) -> Who:
    """Decide whose message it is.

    A verified profile (signed identity) joins the customer with its customer number, or with its verified e-mail;
    an unverified one only makes merge candidates. An address that is somebody's already stays theirs.
    """
    named = dict(known.by_claim or {})
    proved = _proved(sender, profile, known, named)
    if known.by_address is not None:
        others = [proved, *named.values()] if proved is not None else [*named.values()]
        return Known(known.by_address, _others(others, known.by_address))
    if proved is not None:
        return Joined(proved, _others(named.values(), proved))
    free = tuple(address for address in claims(profile, sender) if address not in named)
    return Stranger(_others(named.values(), None), free)


def _proved(
    sender: Address, profile: Profile, known: KnownBy, named: Mapping[Address, CustomerId]
) -> CustomerId | None:
    if not profile.verified:
        return None
    if profile.external_ref and known.by_external_ref is not None:
        return known.by_external_ref
    for address in claims(profile, sender):
        if address.medium is Medium.EMAIL and address in named:
            return named[address]
    return None


def _others(found: Iterable[CustomerId], own: CustomerId | None) -> tuple[CustomerId, ...]:
    return tuple(dict.fromkeys(each for each in found if each != own))


def root(customer: CustomerId, merged_into: Mapping[CustomerId, CustomerId | None]) -> CustomerId:
    """The record a customer reads as: follows merges to their end."""
    seen = {customer}
    while (above := merged_into.get(customer)) is not None and above not in seen:
        seen.add(above)
        customer = above
    return customer
