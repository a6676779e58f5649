"""How a run of everything is shared out: what draws pages never runs beside its like, nor what speaks beside its like.

Browsers, telephones and their hubs fill a core; two of a kind at once on two cores are late, and fail for that alone.
So one worker has all days on which somebody speaks, one all other days in a browser (tests/e2e), both from the start,
while the others have everything else, module by module.
"""

from __future__ import annotations

import re

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

DAYS, SPOKEN = "tests/e2e", "tests/e2e, spoken"
_SPEAKS = re.compile(r"tests/e2e/test_\w*(phone|call)")


class DaysApart(LoadScopeScheduling):
    """Shares out by module; days are two."""

    def _split_scope(self, nodeid: str) -> str:
        if _SPEAKS.match(nodeid):
            return SPOKEN
        return DAYS if nodeid.startswith(f"{DAYS}/") else super()._split_scope(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        for first in (SPOKEN, DAYS):
            if first in self.workqueue:
                self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Ours, where a run is shared out by module (`--dist loadscope`)."""
    return DaysApart(config, log) if config.getoption("dist") == "loadscope" else None
