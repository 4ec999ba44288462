"""Plain-mutation fuzz of the readers: bytes of real files, damaged; each input is made by its number alone.

    python tests/fuzz/readers.py READER --first 0 --inputs 1000 [--progress FILE]

Seeds are excerpts of the real files where they are there, and of the repository's own otherwise; mutations flip,
insert, delete and repeat bytes, splice in lines of other seeds, and cut off. An input must end within its time, raise
nothing but `UnusableInputError`, give only finite positions in range, and account for every row (invariants 22, 23).
"""

from __future__ import annotations

import argparse
import io
import json
import mmap
import re
import resource
import signal
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

import numpy as np
import seeds
from damage import Style, damaged

from standoff.feeds import parquet
from standoff.feeds.decoding import Context, Decoded
from standoff.feeds.formats import Format, decoder, recognise
from standoff.model.errors import UnusableInputError
from standoff.model.names import Names
from standoff.model.times import NO_TIME
from standoff.zones.catalogue import Catalogue
from standoff.zones.geojson import check_zones

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SLOWEST_S: Final = 5.0
MOST_MEMORY_BYTES: Final = 6 * 1024**3
TOGETHER: Final = 16
DOCUMENTS: Final = (Format.READSB, Format.OWNTRACKS)
_HIDDEN: Final = re.compile(rb"<!--|<\?|^\s*</?[A-Za-z_]")
_PART: Final = re.compile(rb"VD[MO],[2-9],")


@dataclass(frozen=True, slots=True)
class Reader:
    """What is fuzzed.

    Attributes:
        seeds: inputs to damage.
        read: takes an input; raises AssertionError where it did not do as it should.
        style: how inputs are damaged.
        together: how many inputs one decoder reads after another, as a feed brings them.
    """

    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[bytes], None]
    together: int = 1
    style: Style = Style.PLAIN


def read_streamed(kind: Format) -> Callable[[bytes], None]:
    """A reader of bytes as they come: in two pieces, told or recognised."""

    def read(data: bytes) -> None:
        context = Context("input", "source", Names(), Names())
        if len(data) % 2:
            recognise(data, "input", None)
        codec = decoder(kind, context, None)
        cut = len(data) if len(data) % 4 else len(data) * 2 // 3
        decoded = Decoded.of(context, [codec.feed(data[:cut]), codec.feed(data[cut:]), codec.finish()])
        check_reports(decoded)
        counted = decoded.read + decoded.other.total()
        lines = [line for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
        if kind in DOCUMENTS:
            assert counted > 0 or not lines or _is_sound(data), "a document is lost"
        elif kind is Format.GPX:
            assert counted > 0 or not data or _is_empty_gpx(data), "a document is lost"
        elif kind is Format.NMEA:
            assert counted <= len(lines), "more came out than went in"
            assert counted >= sum(1 for line in lines if not _PART.search(line)), "lines are lost"
        elif kind is Format.CSV:
            # with a blank for a separator, a row of nothing but separators is a row
            assert counted == len(lines) - 1 or b"\t" in data, "rows are lost"
        elif kind is Format.COT:
            assert counted or not lines or _HIDDEN.search(data), "events are lost"
        else:
            assert counted == len(lines), "rows are lost"

    return read


def _is_sound(data: bytes) -> bool:
    """Whether an input is documents, each of which may hold no row."""
    try:
        return all(
            isinstance(json.loads(line), dict)
            for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
            if line.strip()
        )
    except ValueError:
        return False


def _is_empty_gpx(data: bytes) -> bool:
    """Whether an input is a sound document without a point."""
    names: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: names.append(name)
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return False
    return not any(name.endswith(("trkpt", "rtept", "wpt")) for name in names)


def read_parquet(data: bytes) -> None:
    """A reader of files."""
    context = Context("input", "source", Names(), Names())
    rows = 0
    for decoded in parquet.decode(io.BytesIO(data), context):
        check_reports(decoded)
        rows += decoded.read
        assert rows < 1_000_000, "a small file gives no million rows"


def read_zones(data: bytes) -> None:
    """A reader of zones: every other input mended; of the sound ones, some are compiled, which takes longer."""
    zones, problems = check_zones(data, "input", mend=len(data) % 2 == 1)
    assert zones or problems
    if not problems and len(data) % 8 < 2:
        Catalogue(zones)


def check_reports(decoded: Decoded) -> None:
    """Holds what must hold of all reports, whatever they are from."""
    batch = decoded.batch
    assert (np.abs(batch.lat) <= 90).all(), "latitude out of range"
    assert (np.abs(batch.lon) <= 180).all(), "longitude out of range"
    assert (batch.time_ns != NO_TIME).all(), "a report without time"
    course_deg = batch.course_deg[~np.isnan(batch.course_deg)]
    assert ((course_deg >= 0) & (course_deg < 360)).all(), "course out of range"
    for name in ("alt_hae_m", "alt_baro_m", "speed_mps", "err_major_m", "err_minor_m", "err_axis_deg"):
        assert not np.isinf(batch.column(name)).any(), f"{name} is infinite"
    assert all(count > 0 for count in decoded.rejected.values()), "a reason that befell nothing"
    assert len(decoded.examples) <= 3 * 3 * max(len(decoded.rejected), 1), "examples without end"


READERS: Final = {
    "nmea": Reader(seeds.nmea, read_streamed(Format.NMEA), TOGETHER, Style.NMEA),
    "csv": Reader(seeds.csv, read_streamed(Format.CSV), TOGETHER),
    "sbs": Reader(seeds.sbs, read_streamed(Format.SBS), TOGETHER),
    "jsonl": Reader(seeds.jsonl, read_streamed(Format.JSONL), TOGETHER, Style.JSON),
    "readsb": Reader(seeds.readsb, read_streamed(Format.READSB), TOGETHER, Style.JSON),
    "owntracks": Reader(seeds.owntracks, read_streamed(Format.OWNTRACKS), TOGETHER, Style.JSON),
    "gpx": Reader(seeds.gpx, read_streamed(Format.GPX)),
    "cot": Reader(seeds.cot, read_streamed(Format.COT), TOGETHER),
    "parquet": Reader(seeds.parquet, read_parquet, style=Style.PARQUET),
    "zones": Reader(seeds.zones, read_zones, style=Style.JSON),
}


def run(name: str, first: int, inputs: int, progress: Path | None) -> None:
    """Reads so many damaged inputs; what is raised goes through, with the number of the input on standard error."""
    reader = READERS[name]
    given = reader.seeds()
    if name == "zones":  # compiled code is made once, and is no input's doing
        Catalogue([zone for seed in given for zone in check_zones(seed, "input", mend=True)[0]])
    mark = _marker(progress)
    signal.signal(signal.SIGPROF, _too_slow)
    for number in range(first, first + inputs, reader.together):
        mark(number)
        numbers = range(number, min(number + reader.together, first + inputs))
        data = b"".join(damaged(given, each, reader.style) for each in numbers)
        signal.setitimer(signal.ITIMER_PROF, SLOWEST_S)
        try:
            reader.read(data)
        except UnusableInputError as refused:
            if not (refused.where and refused.problem):
                raise AssertionError("an error that does not say what is wrong where") from refused
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    mark(-1)


def _too_slow(_signal: int, _frame: object) -> None:
    raise AssertionError(f"took more than {SLOWEST_S} s of processor time")


def _marker(progress: Path | None) -> Callable[[int], None]:
    """Notes the number of the present input where it outlives a crash."""
    if progress is None:
        return lambda _number: None
    progress.write_bytes(struct.pack("<q", -2))
    with progress.open("r+b") as file:
        shared = mmap.mmap(file.fileno(), 8)
    return lambda number: struct.pack_into("<q", shared, 0, number)


def main() -> None:
    """See the head of the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("reader", choices=READERS)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--inputs", type=int, default=1)
    parser.add_argument("--progress", type=Path)
    arguments = parser.parse_args()
    warnings.simplefilter("error")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    run(arguments.reader, arguments.first, arguments.inputs, arguments.progress)


if __name__ == "__main__":
    main()
