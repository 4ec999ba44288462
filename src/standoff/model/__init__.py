"""The words of the project as frozen values: errors, times, units, names, reports, zones, crossings."""
