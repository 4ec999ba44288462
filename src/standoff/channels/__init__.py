"""What leaves the desk, rendered: pure. Nothing in this package sends anything."""
