"""Books that hold a desk to everything there is to hold it to."""

from __future__ import annotations

from typing import Final

import books_approvals
import books_deadlines
import books_decisions
import books_rights
import books_rungs
from books import Books

_EACH: Final = [
    books_deadlines.each_deadline_ends_once,
    books_decisions.what_is_closed_stays_so,
    books_rights.a_role_is_handed_on_by_who_holds_it,
    books_rungs.no_ladder_expresses_force,
    books_rungs.no_crossing_lies_ahead,
    books_rungs.it_keeps_its_zone,
]
_ACTS: Final = [
    books_decisions.one_thing_is_said,
    books_decisions.only_a_person_asks_and_decides,
    books_decisions.a_decision_is_of_who_may,
    books_decisions.a_hold_ends_when_it_was_said,
    books_decisions.what_is_told_moves_nothing,
    books_rungs.no_rung_is_skipped_by_itself,
    books_rungs.it_keeps_its_ladder,
    books_rungs.an_answer_leads_where_the_ladder_says,
    books_approvals.an_approval_is_of_who_may,
    books_approvals.a_rung_is_entered_by_its_decision,
    books_deadlines.what_fires_is_told,
    books_deadlines.a_rise_is_told,
    books_deadlines.taking_an_alarm_silences_it_for_a_while_only,
]


def kept_books() -> Books:
    """Empty ones."""
    return Books(_EACH, _ACTS)
