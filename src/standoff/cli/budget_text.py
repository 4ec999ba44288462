"""The budget as a page for a person: tables with aligned columns, and sentences that say what they show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from standoff.cli.summary import many
from standoff.incidents import budget
from standoff.incidents.ladder import RungKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from standoff.cli.budgeting import Budgeted, Reached, Seen
    from standoff.incidents.blocks import Block
    from standoff.incidents.budget import Bar
    from standoff.model.way import Speed

_KM, _TEN_M = 1000, 10


def page(whole: Budgeted, seen: Seen | None) -> Iterator[str]:
    """All lines."""
    site_m = whole.marks[-1].from_line_m
    yield f"Ladder {whole.ladder} against {whole.zone.name} ({whole.zone.id})"
    yield f"The clock starts at the line. The shortest way from there to the site is {km(site_m)}. Times are min:s."
    for mark in whole.marks:
        if mark.from_line_m <= 0:
            yield f"Not on this clock: {mark.name}, reached {km(abs(mark.from_line_m))} before the line."
    yield ""
    yield from _aligned(*_rungs(whole))
    yield f"Drawn: {whole.draws:,} cases, seed {whole.seed}; {budget.SPREAD}: an assumption."
    yield f"They: to halt takes them {span(whole.halt_s)}, an assumption. ! is more than the rung waits for an answer."
    yield ""
    yield from _aligned(*_ways(whole))
    if seen is not None:
        yield ""
        yield from _seen(whole, seen)
    yield ""
    for bar in whole.bars:
        if bar.mark == whole.target:
            yield sentence(whole, bar)
    yield _mirror(whole)


def _rungs(whole: Budgeted) -> tuple[Sequence[str], list[Sequence[str]]]:
    speeds = list(dict.fromkeys(bar.speed for bar in whole.bars))
    head = (
        "rung", "tries", "act within", "answer within", "through by", "drawn 10%", "50%", "90%", "asked by",
        *(f"leave at {speed.label}" for speed in speeds), "halt",
    )  # fmt: skip
    rows: list[Sequence[str]] = []
    for place, (block, end_s) in enumerate(zip(whole.blocks, budget.ends_s(whole.blocks), strict=True)):
        drawn = [clock(value) for value in whole.drawn_s[place]]
        limits = str(block.tries), clock(block.act_s), clock(block.answer_s), clock(end_s)
        rows.append((block.name, *limits, *drawn, *(_theirs(whole, block) or [""] * (len(speeds) + 2))))
    return head, rows


def _theirs(whole: Budgeted, block: Block) -> list[str]:
    """The mirror of a rung: asked by when, to leave at each speed, to halt; nothing where it asks nothing of them."""
    mirror = [one for one in whole.asked if one.block == block]
    if not mirror:
        return []
    first, leaves = mirror[0], [_flagged(one.leave_s, flagged=one.too_short_to_leave) for one in mirror]
    return [clock(first.asked_s), *leaves, _flagged(first.halt_s, flagged=first.too_short_to_halt)]


def _flagged(time_s: float, *, flagged: bool) -> str:
    return ("! " if flagged else "") + clock(time_s)


def _ways(whole: Budgeted) -> tuple[Sequence[str], list[Sequence[str]]]:
    head = (
        "speed", "to", "way", "time, and to leave", "runs out at", "spare", "drawn: all fits",
        "to mend: begin farther out", "or answer within",
    )  # fmt: skip
    rows: list[Sequence[str]] = []
    for bar in whole.bars:
        at = "-" if bar.runs_out is None else whole.blocks[bar.runs_out].name
        mends = ["", ""]
        if bar.mend is not None:
            answer = "none" if bar.mend.answer_s is None else clock(bar.mend.answer_s)
            mends = [km_up(bar.mend.out_m), answer]
        fits = f"{_percent(bar, whole.draws)} %"
        times = km(bar.mark.from_line_m), clock(bar.time_s), at, clock(bar.spare_s), fits
        rows.append((bar.speed.label, bar.mark.name, *times, *mends))
    return head, rows


def _percent(bar: Bar, draws: int) -> str:
    """Rounded down below the half, up above it, but never to what did not happen: 0 and 100 are every case."""
    share = 100 * bar.drawn[-1] / draws
    if 0 < share < 1 or 99 < share < 100:  # noqa: PLR2004 - of a hundred
        return f"{share:.2g}" if share < 1 else f"{math.floor(share * 10) / 10:.1f}"
    return f"{share:.0f}"


def sentence(whole: Budgeted, bar: Bar) -> str:
    """What one way at one speed comes to."""
    to = "the site" if bar.mark == whole.marks[-1] else bar.mark.name
    rungs_s, whole_s = _rungs_s(whole.blocks), budget.ends_s(whole.blocks)[-1]
    takes = (
        f"At {bar.speed.label} from the line to {to} there are {span(bar.time_s)}; the ladder's "
        f"{many(whole.rungs, 'rung')} take{'s' * (whole.rungs == 1)} up to {span(rungs_s)}, and the question to the "
        f"authority {span(whole_s - rungs_s)} more: "
    )
    if bar.mend is None or bar.runs_out is None:
        return takes + f"all of it fits, with {span(bar.spare_s)} to spare."
    block = whole.blocks[bar.runs_out]
    where = "the question to the authority" if block.kind is RungKind.QUESTION else f"rung {block.name}"
    begins_m = whole.marks[-1].from_line_m + bar.mend.out_m
    drawn = f"drawn, all of it fits in {_percent(bar, whole.draws)} % of the cases"
    ring = f"it would always fit if it began {km_up(begins_m)} from the site, {km_up(bar.mend.out_m)} outside the line"
    return takes + f"time runs out at {where} ({drawn}); {ring}{_deadline(whole, bar.mend.answer_s)}."


def _deadline(whole: Budgeted, answer_s: int | None) -> str:
    if answer_s is not None:
        return f", or if nothing waited longer than {span(answer_s)} for an answer"
    acting_s = sum(block.tries * block.act_s for block in whole.blocks)
    least_s = budget.least_answer_s(whole.blocks)
    return (
        f"; no deadline for answers would mend it: to act takes up to {span(acting_s)} alone, and one for all rungs is "
        f"at least {span(least_s)}"
    )


def _rungs_s(blocks: Sequence[Block]) -> int:
    return sum(block.longest_s for block in blocks if block.kind is not RungKind.QUESTION)


def _mirror(whole: Budgeted) -> str:
    begins = "They need as long to leave as they took to come in"
    first = next((one for one in whole.asked if one.too_short_to_leave), None)
    if first is None:
        return f"{begins}: every rung that asks something of them waits at least that long for an answer."
    halts = dict.fromkeys(one.block.name for one in whole.asked if one.too_short_to_halt)
    halting = f"not even for a halt at {', '.join(halts)}" if halts else "for a halt every rung waits long enough"
    return (
        f"{begins}: at {first.speed.label}, asked {span(first.asked_s)} after the line at rung {first.block.name}, "
        f"{span(first.leave_s)}, more than the {span(first.block.answer_s)} that it waits for an answer; {halting}."
    )


def _seen(whole: Budgeted, seen: Seen) -> Iterator[str]:
    crossed = approaches(len(seen.approaches))
    began = f"; {many(seen.began_inside, 'track')} began inside and crossed no line that was seen"
    yield f"Real approaches in {', '.join(seen.files)}: {crossed}{began * bool(seen.began_inside)}"
    if seen.unreal:
        yield f"NOT REAL: {many(seen.unreal, 'report')} marked exercise or test"
    if not seen.approaches:
        yield "Nobody was seen to cross the line: this archive says nothing about times."
        return
    head = (
        "to",
        "reached",
        "after 10%",
        "50%",
        "90%",
        "straight in, as if at",
        "whole ladder fits",
        "runs out at, most",
    )
    yield from _aligned(head, [_reached_row(whole, one) for one in seen.reached])
    ranges, times = ", ".join(map(km, seen.nearest_m)), ", ".join(map(clock, seen.nearest_s))
    yield f"Nearest to the site, 10, 50 and 90 %: {ranges}; when that was, after the line: {times}"


def _reached_row(whole: Budgeted, one: Reached) -> Sequence[str]:
    count = sum(one.runs_out)
    if not count:
        return (one.mark.name, "0", *[""] * 6)
    middle_s = one.times_s[1]
    straight = _in_unit(one.mark.from_line_m / middle_s, whole.bars[0].speed) if middle_s > 0 else ""
    worst = one.runs_out.index(max(one.runs_out[:-1]))
    at = f"{whole.blocks[worst].name} ({one.runs_out[worst]})" if one.runs_out[worst] else "-"
    return (one.mark.name, str(count), *map(clock, one.times_s), straight, f"{one.runs_out[-1]} of {count}", at)


def _in_unit(speed_mps: float, like: Speed) -> str:
    """A speed in the unit that another was given in."""
    number, _, unit = like.label.partition(" ")
    return f"{speed_mps * float(number) / like.mps:.1f} {unit}"


def _aligned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table: the first column and names to the left, figures to the right."""
    wide = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    names = [column < 1 or title in {"to", "runs out at"} for column, title in enumerate(head)]
    for row in (head, *rows):
        cells = (
            cell.ljust(width) if left else cell.rjust(width) for cell, width, left in zip(row, wide, names, strict=True)
        )
        yield "  ".join(cells).rstrip()


def approaches(count: int) -> str:
    """A count of them."""
    return "1 approach" if count == 1 else f"{count:,} approaches"


def km(length_m: float) -> str:
    """Kilometres with what is needed: `28 km`, `1.25 km`; metres below one; rounded to ten metres, or one."""
    if abs(length_m) < _KM:
        return f"{length_m:.0f} m"
    return f"{length_m / _KM:.2f}".rstrip("0").rstrip(".") + " km"


def km_up(length_m: float) -> str:
    """The same, never less than it is: what has to lie so far out is not enough a metre short of it."""
    return km(math.ceil(length_m / _TEN_M) * _TEN_M if length_m >= _KM else math.ceil(length_m))


def clock(time_s: float) -> str:
    """Minutes and seconds, `84:00`; minutes are not made hours, so that they can be compared."""
    minutes, seconds = divmod(round(abs(time_s)), 60)
    return f"{'-' if round(time_s) < 0 else ''}{minutes}:{seconds:02}"


def span(time_s: float) -> str:
    """A length of time in a sentence: `84 min`, `41 min 40 s`, `36 s`."""
    minutes, seconds = divmod(round(time_s), 60)
    parts = [f"{minutes} min"] * bool(minutes) + [f"{seconds} s"] * bool(seconds or not minutes)
    return " ".join(parts)
