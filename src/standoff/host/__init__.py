"""The commit loop that the server and the batch share: step, append, sync, release."""
