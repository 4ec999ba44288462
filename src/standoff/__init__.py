"""standoff watches de-confliction zones. `ARCHITECTURE.md` is the map."""

__version__ = "0.1.0"
