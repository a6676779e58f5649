"""What a demo consists of, as values. Times are distances from the moment of filling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DemoAgent:
    """One of the team."""

    name: str
    email: str
    roles: tuple[str, ...]
    language: str
    team: str
    queues: dict[str, int]
    skills: dict[str, int]


@dataclass(frozen=True, slots=True)
class DemoLine:
    """One utterance, `after` the episode's beginning."""

    by_customer: bool
    after: timedelta
    text: str


@dataclass(frozen=True, slots=True)
class DemoEpisode:
    """One past interaction, `ago` before now. A call was `held` so long, and perhaps `missed` so long before."""

    medium: str
    queue: str
    agent: int
    ago: timedelta
    waited: timedelta
    subject: str
    lines: tuple[DemoLine, ...]
    disposition: str
    result: str
    rating: int | None
    summary: str
    held: timedelta = timedelta(0)
    missed: timedelta | None = None


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """Something bought."""

    number: str
    ago: timedelta
    status: str
    items: tuple[tuple[str, str, int, Decimal], ...]  # sku, name, quantity, price

    @property
    def amount(self) -> Decimal:
        """The order's total."""
        return sum((price * quantity for _, _, quantity, price in self.items), Decimal(0))


@dataclass(frozen=True, slots=True)
class DemoCase:
    """A case; open when `closed_ago` is None."""

    subject: str
    type: str
    topic: str
    ago: timedelta
    closed_ago: timedelta | None
    agent: int


@dataclass(frozen=True, slots=True)
class DemoOpportunity:
    """A sale in sight or past."""

    name: str
    stage: str
    amount: Decimal
    ago: timedelta
    agent: int


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """A customer with everything that happened."""

    name: str
    kind: str
    language: str
    time_zone: str
    region: str
    vip: bool
    email: str
    phone: str
    since: timedelta
    stage: str
    episodes: tuple[DemoEpisode, ...]
    orders: tuple[DemoOrder, ...]
    cases: tuple[DemoCase, ...]
    opportunities: tuple[DemoOpportunity, ...]
    touches: tuple[tuple[str, str, str, timedelta], ...]  # name, medium, response, ago
    ad_consent: str  # "", "given" or "withdrawn"
