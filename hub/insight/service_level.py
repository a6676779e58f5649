"""Service level: the share answered within the queue's aim. Three formulas are in use and must be named.

They differ in what becomes of those who gave up. The product's own is SL2, which is core.stays.Tally.service_level.
The aim of a stay is the queue's at the moment it began. Sources: as compared in G. Koole, Call Center
Optimization (2013).
"""

from __future__ import annotations

from hub.core.stays import Tally
from hub.insight.measure import Measure, share


def answered_of_all(tally: Tally) -> Measure:
    """SL1: answered within the aim / (answered + abandoned). Giving up counts against us, however soon."""
    return share(tally.in_target, tally.answered + tally.abandoned)


def answered_of_patient(tally: Tally) -> Measure:
    """SL2: answered within the aim / (answered + abandoned after the aim). Who left before it says nothing."""
    return share(tally.in_target, tally.answered + tally.abandoned - tally.abandoned_in_target)


def served_or_gone_in_time(tally: Tally) -> Measure:
    """SL3: (answered + abandoned, both within the aim) / (answered + abandoned). Leaving early counts as served."""
    return share(tally.in_target + tally.abandoned_in_target, tally.answered + tally.abandoned)
