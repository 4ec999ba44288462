"""Codecs: bytes to reports, or need more, or a rejection with its reason. They do no input or output."""
