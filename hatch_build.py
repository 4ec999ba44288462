"""What a wheel holds beside the sources: the built console, and the scenarios that `standoff demo` plays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ConsoleAndScenarios(BuildHookInterface[Any]):
    """Puts them into the package; an editable install finds both beside the sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """See `BuildHookInterface.initialize`.

        Raises:
            FileNotFoundError: the console is not built.
        """
        if version == "editable":
            return
        root = Path(self.root)
        built = root / "console" / "dist"
        if not (built / "index.html").is_file():
            raise FileNotFoundError(f"{built} holds no console: build it first, with `make console`")
        build_data["force_include"] |= {
            str(built): "standoff/server/console",
            str(root / "scenarios"): "standoff/scenarios",
        }
