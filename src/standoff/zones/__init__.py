"""The catalogue of zones, and the fold from tracks to crossings."""
