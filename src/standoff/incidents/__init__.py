"""The desk: what is seen and said becomes incidents, and a ladder of attempts is led through them by people."""
