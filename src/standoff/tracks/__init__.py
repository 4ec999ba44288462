"""The fold from reports to tracks: per entity of a source, behind its watermark."""
