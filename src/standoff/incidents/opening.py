"""Opening an incident: from a crossing, a sighting, a call, or by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.incidents.fold import MS_NS
from standoff.incidents.names import incident_id, incident_name
from standoff.incidents.refusal import Code, RefusedError
from standoff.model.times import to_datetime

if TYPE_CHECKING:
    from standoff.incidents.pen import Pen
    from standoff.model.report_line import Status


def open_incident(
    pen: Pen,
    zone: str,
    cause: str,
    status: Status,
    *,
    urgent: bool = False,
    tracks: tuple[str, ...] = (),
    links: tuple[str, ...] = (),
) -> str:
    """Opens one, and gives its id; its first deadline is the caller's to set.

    Args:
        pen: where it is written.
        zone: the zone concerned, or empty.
        cause: crossing, sighting, call, hand or split.
        status: actual, exercise or test.
        urgent: whether it asks for people at once.
        tracks: that it begins with.
        links: incidents that it has to do with.

    Raises:
        RefusedError: there is no such zone.
    """
    in_force = pen.desk.zones.get(zone)
    if zone and in_force is None:
        known = ", ".join(pen.desk.zones) or "none"
        raise RefusedError(Code.UNKNOWN, f"There is no zone {zone!r}", f"The zones are: {known}", field="what.zone")
    year = to_datetime(pen.now_ms * MS_NS).year
    number = pen.desk.opened.get(f"{year % 100:02d}", 0) + 1
    name = incident_id(year, number)
    body = {
        "name": incident_name(number),
        "zone": zone,
        "zone_version": in_force.version if in_force else "",
        "ladder": pen.desk.ladder_for(zone).id,
        "cause": cause,
        "urgent": urgent,
        "tracks": list(tracks),
        "links": list(links),
    }
    pen.note("incident_opened", name, body, status)
    return name
