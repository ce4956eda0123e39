"""A place to see what the emulator holds: read-only pages under `/_console`, and the inbox."""
