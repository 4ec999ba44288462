"""Names for the array types that cross the seams."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Float32s: TypeAlias = NDArray[np.float32]
Int64s: TypeAlias = NDArray[np.int64]
Int32s: TypeAlias = NDArray[np.int32]
UInt32s: TypeAlias = NDArray[np.uint32]
Bools: TypeAlias = NDArray[np.bool_]
