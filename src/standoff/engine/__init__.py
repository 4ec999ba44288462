"""Composes the folds; pure, so that a run can be repeated, stopped and taken up again."""
