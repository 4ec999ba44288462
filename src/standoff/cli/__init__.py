"""The command line: one file a command, and the only place that composes everything."""

from standoff.cli.main import main

__all__ = ["main"]
