"""What standoff uses of numba's settings."""

CACHE_DIR: str
