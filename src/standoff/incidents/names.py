"""Names of incidents: said over a bad line, they are not taken for one another."""

from __future__ import annotations

from typing import Final

_NAMES: Final = (
    "JUNIPER",
    "CEDAR",
    "WILLOW",
    "HAZEL",
    "ROWAN",
    "ALDER",
    "MAPLE",
    "POPLAR",
    "ACACIA",
    "LAUREL",
    "MYRTLE",
    "OLIVE",
    "LINDEN",
    "SPRUCE",
    "TAMARISK",
    "CYPRESS",
    "ALMOND",
    "BRAMBLE",
    "CLOVER",
    "DOGWOOD",
    "ELDER",
    "FENNEL",
    "GINKGO",
    "HEATHER",
    "INDIGO",
    "JASMINE",
    "KELP",
    "LAVENDER",
    "MULBERRY",
    "NETTLE",
    "ORCHID",
    "PIMENTO",
    "QUINCE",
    "REDWOOD",
    "SAFFRON",
    "THISTLE",
    "VERBENA",
    "WALNUT",
    "YARROW",
    "ZINNIA",
)


def incident_id(year: int, number: int) -> str:
    """The id of the `number`th incident of a year, from 1: `17-001`."""
    return f"{year % 100:02d}-{number:03d}"


def incident_name(number: int) -> str:
    """The name of the `number`th incident of a year, from 1; after the last they begin again."""
    return _NAMES[(number - 1) % len(_NAMES)]
