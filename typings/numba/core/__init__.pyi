"""What standoff uses of numba's settings."""
