"""How a run of everything is shared out between two workers: what draws pages and speaks never runs beside its like.

Browsers, telephones and their hubs fill a core; two of them at once on two cores are late, and fail for that alone. So
one worker has all days (tests/e2e), one after the other, while the other has everything else, module by module.
"""

from __future__ import annotations

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

DAYS = "tests/e2e"


class DaysApart(LoadScopeScheduling):
    """Shares out by module; all days are one."""

    def _split_scope(self, nodeid: str) -> str:
        return DAYS if nodeid.startswith(f"{DAYS}/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Ours, where a run is shared out by module (`--dist loadscope`)."""
    return DaysApart(config, log) if config.getoption("dist") == "loadscope" else None
