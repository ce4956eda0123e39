"""Ports for those who have to name one before they listen."""

import random
import socket

# Below those that the system hands out (ip_local_port_range starts at 32768): nobody else is given one in between.
RANGE = range(20_000, 32_000)


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens. Raises OSError where all are taken."""
    for port in random.sample(RANGE, len(RANGE)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port in {RANGE}")
