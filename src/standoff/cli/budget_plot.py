"""The budget as a picture: of each speed the way in, the ladder beneath it, and the time that they need.

SVG of our own, so that the same figures give the same bytes. Of each speed, from above: the way from the line to the
target with its rings; the ladder with every deadline used up, what is past the target in red; the ladder as drawn, each
rung to its median end, with a whisker from the 10th to the 90th percentile; and the mirror, how long they need to leave
from the target by the way that they came, and to halt.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from standoff.cli.budget_text import approaches, km, span
from standoff.incidents import budget

if TYPE_CHECKING:
    from standoff.cli.budgeting import Budgeted, Reached, Seen
    from standoff.incidents.budget import Bar

WIDTH, LEFT, RIGHT, TOP, FOOT = 900, 96, 20, 84, 62
GROUP, BAR = 128, 20
INK, PALE, WAY, THEIRS, OVER, SEEN = "#111827", "#6b7280", "#d1d5db", "#93c5fd", "#dc2626", "#047857"
RUNGS: Final = ("#fde68a", "#fcd34d")
"""Blocks by turns, so that neighbours differ."""
_TICKS_MIN: Final = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1440)
_MOST_TICKS: Final = 14
_LETTER: Final = 6
"""About as wide as a letter: a name that is wider than its block is left out."""


def drawn(whole: Budgeted, seen: Seen | None = None) -> str:
    """The picture as SVG."""
    bars = [bar for bar in whole.bars if bar.mark == whole.target]
    reached = next((one for one in seen.reached if one.mark == whole.target), None) if seen is not None else None
    longest_s = max(
        budget.ends_s(whole.blocks)[-1], *(bar.time_s for bar in bars), *(reached.times_s if reached else ())
    )
    scale = _Scale(longest_s)
    high = TOP + GROUP * len(bars) + FOOT
    target = "the site" if whole.target == whole.marks[-1] else whole.target.name
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{high}" fill="#ffffff"/>',
        _text(16, 24, f"From the line to {target} ({km(whole.target.from_line_m)} of way): {whole.zone.name}", size=16),
        _text(
            16,
            43,
            f"ladder {whole.ladder}: every deadline used up, and as drawn ({whole.draws:,} cases, seed {whole.seed})",
        ),
        _text(16, 62, f"{budget.SPREAD}: an assumption", colour=PALE, size=11),
        *scale.axis(TOP - 8, high - FOOT + 6),
    ]
    for place, bar in enumerate(bars):
        parts += _group(whole, bar, scale, TOP + place * GROUP)
        if reached is not None and reached.times_s:
            parts += _seen(reached, scale, TOP + place * GROUP)
    legend = _legend(reached, unreal=seen is not None and seen.unreal > 0)
    return "\n".join([*parts, _text(16, high - 14, legend, colour=PALE, size=11), "</svg>", ""])


class _Scale:
    """From seconds after the line to the picture."""

    def __init__(self, longest_s: float) -> None:
        self._longest_s = longest_s * 1.02
        steps = (60 * minutes for minutes in _TICKS_MIN)
        self._step_s = next((step for step in steps if longest_s / step <= _MOST_TICKS), 60 * _TICKS_MIN[-1])

    def x(self, time_s: float) -> float:
        """Where a time stands."""
        return LEFT + time_s / self._longest_s * (WIDTH - LEFT - RIGHT)

    def axis(self, top: float, foot: float) -> list[str]:
        """Lines of equal time, with their minutes below."""
        parts: list[str] = []
        for number in range(int(self._longest_s // self._step_s) + 1):
            x = self.x(number * self._step_s)
            minutes = number * self._step_s // 60
            parts.append(f'<path d="M{x:.1f} {top}V{foot}" stroke="#e5e7eb"/>')
            parts.append(
                _text(x, foot + 15, f"{minutes} min" if number == 0 else str(minutes), anchor="middle", size=11)
            )
        return parts

    def block(self, begin_s: float, end_s: float, y: float, high: float, fill: str) -> str:
        """A rectangle from one time to another."""
        x, wide = self.x(begin_s), self.x(end_s) - self.x(begin_s)
        place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high}"'
        return f'<rect {place} fill="{fill}" stroke="#ffffff"/>'


def _group(whole: Budgeted, bar: Bar, scale: _Scale, y: float) -> list[str]:
    """All of one speed."""
    end_x = scale.x(bar.time_s)
    return [
        _text(16, y + 15, bar.speed.label, size=14),
        scale.block(0, bar.time_s, y, BAR, WAY),
        _text(LEFT + 5, y + 14, span(bar.time_s), size=12),
        *_rings(whole, bar, scale, y),
        _text(16, y + 40, "used up", colour=PALE, size=11),
        *_used_up(whole, bar, scale, y + 26),
        _text(16, y + 66, "as drawn", colour=PALE, size=11),
        *_as_drawn(whole, bar, scale, y + 52),
        _text(16, y + 89, "they need", colour=PALE, size=11),
        scale.block(0, bar.time_s, y + 78, 14, THEIRS),
        scale.block(0, whole.halt_s, y + 78, 14, "#1d4ed8"),
        _text(
            scale.x(min(whole.halt_s, bar.time_s)) + 5,
            y + 89,
            f"{span(bar.time_s)} to leave, {span(whole.halt_s)} to halt",
            size=11,
        ),
        f'<path d="M{end_x:.1f} {y - 4:.1f}V{y + 96:.1f}" stroke="{INK}" stroke-width="1.6"/>',
    ]


def _rings(whole: Budgeted, bar: Bar, scale: _Scale, y: float) -> list[str]:
    parts: list[str] = []
    for mark in whole.marks:
        if 0 < mark.from_line_m < whole.target.from_line_m:
            x = scale.x(mark.from_line_m / bar.speed.mps)
            parts.append(f'<path d="M{x:.1f} {y:.1f}v{BAR}" stroke="{INK}" stroke-dasharray="3 2"/>')
            parts.append(_text(x - 3, y + 14, mark.name, anchor="end", size=10))
    return parts


def _used_up(whole: Budgeted, bar: Bar, scale: _Scale, y: float) -> list[str]:
    """Blocks with every deadline used up; what lies past the end of the way is red."""
    parts: list[str] = []
    begin_s = 0
    for place, (block, end_s) in enumerate(zip(whole.blocks, budget.ends_s(whole.blocks), strict=True)):
        parts.append(scale.block(begin_s, end_s, y, BAR, RUNGS[place % 2]))
        over_s = max(begin_s, bar.time_s)
        over = end_s > over_s + budget.ROUNDING_S
        if over:
            parts.append(scale.block(over_s, end_s, y, BAR, OVER))
        colour = "#ffffff" if over and over_s - begin_s < (end_s - begin_s) / 2 else INK
        if scale.x(end_s) - scale.x(begin_s) >= _LETTER * len(block.name):
            middle = scale.x((begin_s + end_s) / 2)
            parts.append(_text(middle, y + 14, block.name, anchor="middle", size=11, colour=colour))
        begin_s = end_s
    return parts


def _as_drawn(whole: Budgeted, bar: Bar, scale: _Scale, y: float) -> list[str]:
    """Blocks to their median ends, with whiskers from the 10th to the 90th percentile."""
    parts: list[str] = []
    begin_s = 0.0
    for place, (low_s, middle_s, high_s) in enumerate(whole.drawn_s):
        late = middle_s > bar.time_s + budget.ROUNDING_S
        parts.append(scale.block(begin_s, middle_s, y + 4, 12, RUNGS[place % 2]))
        if late:
            parts.append(scale.block(max(begin_s, bar.time_s), middle_s, y + 4, 12, OVER))
        whisker_y = y + 2 if place % 2 else y + 18
        parts.append(
            f'<path d="M{scale.x(low_s):.1f} {whisker_y:.1f}H{scale.x(high_s):.1f}'
            f'M{scale.x(middle_s):.1f} {y + 2:.1f}V{y + 18:.1f}" stroke="{INK}"/>'
        )
        begin_s = middle_s
    return parts


def _seen(reached: Reached, scale: _Scale, y: float) -> list[str]:
    """The 10th to the 90th percentile of what real approaches took, above the way."""
    low_x, middle_x, high_x = (scale.x(value) for value in reached.times_s)
    return [
        f'<path d="M{low_x:.1f} {y - 5:.1f}H{high_x:.1f}" stroke="{SEEN}" stroke-width="3"/>',
        f'<circle cx="{middle_x:.1f}" cy="{y - 5:.1f}" r="4" fill="{SEEN}"/>',
    ]


def _legend(reached: Reached | None, *, unreal: bool) -> str:
    words = "minutes after the line; red: past the end of the way; whiskers: 10th to 90th percentile; to halt: assumed"
    if reached is not None:
        words += f"; green: {approaches(sum(reached.runs_out))}, {'NOT REAL' if unreal else 'real'}"
    return words


def _text(x: float, y: float, text: str, *, size: int = 13, anchor: str = "start", colour: str = INK) -> str:
    words = escape(text)
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">{words}</text>'
