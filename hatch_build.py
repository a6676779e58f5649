"""Puts into the wheel what an installed hub needs besides Python code: the console, templates and config.

In a checkout the console is built anew first; from a source archive the assets it carries are used, so that
nobody needs Node to install. What must not live here: anything a running hub does.
"""

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Where each folder of the project is found in an installed hub.
CARRIED = {"agent_ui/dist": "hub/ui_dist", "templates": "hub/templates", "config": "hub/config"}


class CarryAssets(BuildHookInterface[Any]):
    """Builds the console where that is possible and adds the folders of CARRIED to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare one archive; an editable install reads the checkout itself."""
        if version == "editable":
            return
        root = Path(self.root)
        if (root / ".git").exists():
            subprocess.run(["make", "--no-print-directory", "ui"], cwd=root, check=True)
        if not (root / "agent_ui" / "dist").is_dir():
            raise RuntimeError("The console is not built: run `make ui`, or build from a source archive.")
        if self.target_name == "wheel":
            build_data["force_include"].update(CARRIED)
