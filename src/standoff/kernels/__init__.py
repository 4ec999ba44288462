"""Geodesy and loops on bare float64 arrays; they know nothing of standoff."""
