"""The shell: feeds in, the HTTP API and the live stream out, sign-in. It decides nothing."""
