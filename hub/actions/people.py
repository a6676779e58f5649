"""Whose messages a group of arrivals holds: looked up together, decided one by one, new customers written together.

Who is who is decided in core/identity. Threads and work are not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from channels.contract import Address, Automatic, Medium, MessageArrived, Profile
from hub.core import facts
from hub.core.identity import Joined, Known, KnownBy, Stranger, claims, recognize, root
from hub.core.numbers import twins
from hub.core.terms import AgentId, ConsentState, CustomerId, CustomerKind, IdentityId, LifecycleStage
from hub.store import customer_rows
from hub.store.customer_rows import Customer, Identity, stored_address, stored_value
from hub.store.writer import Tx

SEEN_SECONDS = 300  # how stale "last seen" may be: a talk need not write it with every line


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote. `customer_id` holds the identity, `reads_as` is the record people see."""

    customer_id: CustomerId
    reads_as: CustomerId
    vip: bool = False
    language: str = ""
    preferred_agent_id: AgentId | None = None
    is_new: bool = False


def owner_of(tx: Tx, address: Address) -> CustomerId | None:
    """Who has this address, or its twin on another medium; nobody is made."""
    wanted = [stored_value(each) for each in (address, *twins(address))]
    known = customer_rows.identities(tx, wanted)
    return next((known[each].customer_id for each in wanted if each in known), None)


@dataclass(slots=True)
class People:
    """The senders of one group. Filled by `look_up`, asked by `sender`, written by `flush`."""

    tx: Tx
    identities: dict[tuple[str, str], Identity] = field(default_factory=dict)
    customers: dict[CustomerId, Customer] = field(default_factory=dict)
    merges: dict[CustomerId, CustomerId | None] = field(default_factory=dict)  # what each of them reads as
    by_ref: dict[str, CustomerId] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    fresh: dict[CustomerId, dict[str, Any]] = field(default_factory=dict)  # new customers' rows
    own_identities: list[dict[str, Any]] = field(default_factory=list)  # of those who wrote
    claimed_identities: list[dict[str, Any]] = field(default_factory=list)
    moved: list[tuple[IdentityId, CustomerId]] = field(default_factory=list)
    candidates: list[dict[str, Any]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)  # identities used now
    touches: list[dict[str, Any]] = field(default_factory=list)
    consents: list[dict[str, Any]] = field(default_factory=list)

    def look_up(self, messages: Iterable[MessageArrived]) -> None:
        """Everything known of these senders, in a handful of statements."""
        group = list(messages)
        wanted = {stored_value(each.sender) for each in group}
        wanted |= {stored_value(claim) for each in group for claim in claims(each.profile, each.sender)}
        wanted |= {stored_value(twin) for each in group for twin in twins(each.sender)}
        self.identities = customer_rows.identities(self.tx, wanted)
        refs = {each.profile.external_ref for each in group if each.profile.verified}
        self.by_ref = customer_rows.by_external_ref(self.tx, refs)
        owners = {each.customer_id for each in self.identities.values()} | set(self.by_ref.values())
        self.customers = customer_rows.customers(self.tx, owners)
        self.merges = {each.id: each.merged_into for each in self.customers.values()}
        senders = {one for each in group for one in (each.sender, *twins(each.sender))}
        self.blocked = customer_rows.blocked_among(self.tx, {stored_address(each) for each in senders})

    def is_blocked(self, message: MessageArrived) -> bool:
        """Whether this address is kept out; a number is on every medium."""
        own = (message.sender, *twins(message.sender))
        return not self.blocked.isdisjoint(stored_address(each) for each in own)

    def sender(self, message: MessageArrived) -> Sender | None:
        """Whose message it is; a new customer when nobody's. None: an automatic mail never makes a customer."""
        known = self._known_by(message)
        who = recognize(message.sender, message.profile, known)
        match who:
            case Known(customer_id, candidates):
                self._suggest(customer_id, candidates)
                if stored_value(message.sender) in self.identities:
                    self._note_seen(message.sender)
                else:  # known by its twin: the number that called now texts
                    self._add_identity(customer_id, message.sender, verified=True)
                return self._existing(customer_id, message.profile)
            case _ if message.automatic is not Automatic.NO:
                return None
            case Joined(customer_id, candidates):
                self._suggest(customer_id, candidates)
                self._take_address(customer_id, message.sender, verified=True)
                return self._existing(customer_id, message.profile)
            case Stranger(candidates, free):
                return self._new(message, candidates, free)

    def first_words(self, sender: Sender, message: MessageArrived, channel_id: str) -> None:
        """A talk begins: how they found us, and what they agreed to."""
        profile, row_id = message.profile, self.tx.new_id
        if sender.is_new or profile.utm or profile.referrer:
            self.touches.append(
                {"id": row_id(), "customer_id": sender.customer_id, "at": self.tx.now,
                 "name": profile.utm.get("utm_campaign", "") or profile.topic,
                 "medium": message.sender.medium.value, "utm": dict(profile.utm),
                 "page_url": profile.page_url, "referrer": profile.referrer, "response": ""}
            )
        if profile.consent:
            self.consents.append(
                {"id": row_id(), "customer_id": sender.customer_id, "purpose": "service",
                 "medium": message.sender.medium.value, "state": ConsentState.GIVEN.value, "at": self.tx.now,
                 "how": f"form {channel_id}: {profile.consent}"[:100]}
            )
            self.tx.record(
                facts.ConsentChanged(sender.customer_id, "service", message.sender.medium, ConsentState.GIVEN)
            )

    def flush(self) -> None:
        """Write the new customers and their addresses."""
        tx = self.tx
        if self.fresh:
            numbers = customer_rows.numbers(tx, "customer", len(self.fresh))
            for number, row in zip(numbers, self.fresh.values(), strict=True):
                row["number"] = number
            customer_rows.write_customers(tx, list(self.fresh.values()))
            customer_rows.write_stages(
                tx,
                [{"id": tx.new_id(), "customer_id": each, "stage": LifecycleStage.AWARENESS, "entered_at": tx.now,
                  "left_at": None, "cause": "first_touch"} for each in self.fresh],
            )
        for identity_id, owner in self.moved:
            customer_rows.move_identity(tx, identity_id, owner)
        customer_rows.write_own_identities(tx, self.own_identities)
        customer_rows.write_identities(tx, self.claimed_identities)
        customer_rows.add_candidates(tx, self.candidates)
        customer_rows.see_identities(tx, self.seen)
        customer_rows.write_touches(tx, self.touches)
        customer_rows.write_consents(tx, self.consents)

    # --- steps ------------------------------------------------------------------------------------------------

    def _known_by(self, message: MessageArrived) -> KnownBy:
        own = self.identities.get(stored_value(message.sender)) or self._twin(message.sender)
        by_claim = {
            claim: self._above(found.customer_id)
            for claim in claims(message.profile, message.sender)
            if (found := self.identities.get(stored_value(claim))) is not None
        }
        if own is not None and own.is_claim and message.sender.medium is Medium.EMAIL:
            by_claim[message.sender] = self._above(own.customer_id)  # somebody named it once: no proof
            own = None
        ref = self.by_ref.get(message.profile.external_ref) if message.profile.verified else None
        return KnownBy(own.customer_id if own else None, self._above(ref) if ref else None, by_claim)

    def _twin(self, address: Address) -> Identity | None:
        return next((found for each in twins(address) if (found := self.identities.get(stored_value(each)))), None)

    def _above(self, customer_id: CustomerId) -> CustomerId:
        return root(customer_id, self.merges)

    def _existing(self, customer_id: CustomerId, profile: Profile) -> Sender:
        row = self.fresh.get(customer_id)
        if row is not None:
            return Sender(customer_id, customer_id, language=row["language"])
        above = self.customers.get(self._above(customer_id))
        if above is None:
            return Sender(customer_id, customer_id)
        self._learn(above, profile)
        return Sender(customer_id, above.id, above.vip, above.language or profile.language, above.preferred_agent_id)

    def _learn(self, customer: Customer, profile: Profile) -> None:
        """What was empty on the card may be filled by what they say; nothing is overwritten."""
        given = {"name": profile.name, "language": profile.language[:16]}
        if profile.verified:
            given["external_ref"] = profile.external_ref
        news = {name: value for name, value in given.items() if value and not getattr(customer, name)}
        if news and customer_rows.change_customer(self.tx, customer, **news):
            self.customers |= customer_rows.customers(self.tx, [customer.id])
            self.tx.record(facts.CustomerChanged(customer.id))

    def _new(
        self, message: MessageArrived, candidates: tuple[CustomerId, ...], free: tuple[Address, ...]
    ) -> Sender:
        customer_id = CustomerId(self.tx.new_id())
        profile = message.profile
        self.fresh[customer_id] = {
            "id": customer_id, "number": 0, "kind": CustomerKind.PERSON.value, "name": profile.name,
            "language": profile.language[:16], "stage": LifecycleStage.AWARENESS.value,
            "external_ref": profile.external_ref if profile.verified else "",
            "source": message.sender.medium.value, "created_at": self.tx.now,
            "last_interaction_at": self.tx.now, "last_medium": message.sender.medium.value,
        }  # fmt: skip
        if profile.verified and profile.external_ref:
            self.by_ref[profile.external_ref] = customer_id
        self._take_address(customer_id, message.sender, verified=message.sender.medium is not Medium.EMAIL)
        for claim in free:
            self._add_identity(customer_id, claim, verified=profile.verified, used=False)
        self._suggest(customer_id, candidates)
        self.tx.record(facts.CustomerAppeared(customer_id))
        return Sender(customer_id, customer_id, language=profile.language, is_new=True)

    def _take_address(self, owner: CustomerId, address: Address, *, verified: bool) -> None:
        own = self.identities.get(stored_value(address))
        if own is None:
            self._add_identity(owner, address, verified=verified)
        else:
            self.moved.append((own.id, owner))
            self._remember(address, own.id, owner, verified=verified)

    def _add_identity(self, owner: CustomerId, address: Address, *, verified: bool, used: bool = True) -> None:
        medium, value = stored_value(address)
        identity_id = IdentityId(self.tx.new_id())
        (self.own_identities if used else self.claimed_identities).append(
            {"id": identity_id, "customer_id": owner, "medium": medium, "value": value, "verified": verified,
             "preferred": False, "valid": True, "first_seen_at": self.tx.now,
             "last_seen_at": self.tx.now if used else None}
        )
        self._remember(address, identity_id, owner, verified=verified, used=used)

    def _remember(
        self, address: Address, identity_id: IdentityId, owner: CustomerId, *, verified: bool = False, used: bool = True
    ) -> None:
        medium, value = stored_value(address)
        self.identities[medium, value] = Identity(
            identity_id, owner, medium, value, verified, False, True, self.tx.now if used else None
        )

    def _note_seen(self, address: Address) -> None:
        found = self.identities[stored_value(address)]
        if found.last_seen_at is None or (self.tx.now - found.last_seen_at).total_seconds() > SEEN_SECONDS:
            self.seen.add(found.id)

    def _suggest(self, customer_id: CustomerId, others: Iterable[CustomerId]) -> None:
        for other in others:
            if other != self._above(customer_id):
                self.candidates.append(
                    {"customer_id": customer_id, "other_id": other, "reason": "same_address", "at": self.tx.now}
                )
