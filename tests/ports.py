"""Ports of 127.0.0.1: whether one is free, and one for those who have to name it before they listen."""

import random
import socket

# Below those that the system hands out (ip_local_port_range starts at 32768): nobody else is given one in between.
RANGE = range(20_000, 32_000)


def can_bind(port: int) -> bool:
    """Whether somebody could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens. Raises StopIteration where all are taken."""
    return next(port for port in random.sample(RANGE, len(RANGE)) if can_bind(port))
