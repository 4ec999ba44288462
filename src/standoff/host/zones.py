"""A zone as text: what stands in the record, and what its version is the digest of."""

from __future__ import annotations

import dataclasses
import json
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from standoff.model.zone import Zone


def definition_of(zone: Zone) -> str:
    """Everything that a zone says, as JSON text with sorted keys; numbers as Python writes them, exactly.

    It goes into an entry as text, so that the entry itself holds no floats.
    """
    return json.dumps(_plain(zone), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:  # noqa: ANN401 - properties are any JSON
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"shape": type(value).__name__.lower(), **fields}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in cast("dict[object, object]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in cast("list[object]", value)]
    return value
