"""Scenarios: what truly moved, what imperfect sources reported of it, and the truth to hold the verdicts against."""
