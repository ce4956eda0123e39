"""Who is at the other end of a loopback connection: the user of the process that opened it.

Linux tells it of every TCP socket of the machine: by a netlink query for the one socket (sock_diag(7)), or in the table
/proc/net/tcp (proc(5)). Elsewhere nobody does. Standard library only, and quick: it is asked for every new connection.
"""

import errno
import os
import socket
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

Address = tuple[str, int]
"""IP address and TCP port, as `getsockname()[:2]` and `getpeername()[:2]` give them."""

_ROOT = 0
_ANSWER_TIMEOUT_S = 1.0
_MAPPED_PREFIX = bytes(10) + b"\xff\xff"  # ::ffff:0:0/96, RFC 4291 section 2.5.5.2
_TABLES = {socket.AF_INET: Path("/proc/net/tcp"), socket.AF_INET6: Path("/proc/net/tcp6")}
# A socket in one of these states is connected and its owner known. One whose process has closed it, or is gone, keeps
# a state for a while, but has neither inode nor, in older kernels, a user other than root.
_ESTABLISHED, _FIN_WAIT_1, _FIN_WAIT_2, _CLOSE_WAIT = 1, 4, 5, 8
_CONNECTED = frozenset({_ESTABLISHED, _FIN_WAIT_1, _FIN_WAIT_2, _CLOSE_WAIT})

_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY = 20
_NLMSG_ERROR = 2
_NLM_F_REQUEST = 1
_NO_COOKIE = b"\xff" * 8
_HEADER = struct.Struct("=IHHII")  # nlmsghdr: length, type, flags, sequence, port
_REQUEST = struct.Struct("=BBBxI")  # inet_diag_req_v2 up to its id: family, protocol, extensions, states
_ANSWER = struct.Struct("=BBxx")  # inet_diag_msg up to its id: family, state
_SOCKET_ID = struct.Struct("!HH16s16s4x8s")  # inet_diag_sockid: ports, addresses, interface, cookie
_DETAILS = struct.Struct("=IIIII")  # the rest of inet_diag_msg: expires, queues, user, inode
_ERROR = struct.Struct("=i")  # nlmsgerr: a negated errno
_kernel_answers = threading.Event()
"""Set once the kernel has answered a query. Until then "no such socket" may as well mean "no such query"."""


def user_of_peer(local: Address, remote: Address) -> int | None:
    """The user id of the process at the other end of a connection, both ends of which are on this machine.

    `local` is our end of it, `remote` the peer's. None where it can't be told: the peer has closed its end already, is
    on another machine, or the system isn't Linux. It is the peer's for certain only if our end is still connected
    afterwards, which `is_own_users` makes sure of: until then nobody else can have the peer's address.
    """
    if sys.platform != "linux":
        return None
    ends = _packed(local), _packed(remote)
    if ends[0] is None or ends[1] is None:
        return None
    our_end, peers_end = (*ends[0], local[1]), (*ends[1], remote[1])
    with suppress(OSError):
        return _by_netlink(our_end, peers_end)
    return _by_table(our_end, peers_end)


def is_own_users(connection: "Connection") -> bool:
    """Whether a connection that this process has accepted was opened by its own user, or by root.

    True as well where the system has no way to tell (anything but Linux). On Linux who can't be told may not.
    """
    if sys.platform != "linux":
        return True
    try:
        user = user_of_peer(connection.getsockname()[:2], connection.getpeername()[:2])
        # Once the peer has reset the connection, its address is free, and a process of ours may have it by now.
        connection.getpeername()
    except OSError:
        return False
    return user in (_ROOT, os.geteuid())


class Connection(Protocol):
    """An accepted socket, or asyncio's view of one."""

    def getsockname(self) -> Any:
        """Our end's address."""

    def getpeername(self) -> Any:
        """The peer's address. Raises OSError where the connection is no more."""


_End = tuple[socket.AddressFamily, bytes, int]


def _packed(address: Address) -> tuple[socket.AddressFamily, bytes] | None:
    """The address in network order; an IPv4 address that is written as an IPv6 one as what it is."""
    host = address[0].partition("%")[0]
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        packed = socket.inet_pton(family, host)
    except OSError:
        return None
    if packed.startswith(_MAPPED_PREFIX) and family == socket.AF_INET6:
        return socket.AF_INET, packed[len(_MAPPED_PREFIX) :]
    return family, packed


def _by_netlink(our_end: _End, peers_end: _End) -> int | None:
    """The user of the socket that the kernel finds for the two ends. Raises OSError where it doesn't answer."""
    family, peers_host, peers_port = peers_end
    socket_id = _SOCKET_ID.pack(peers_port, our_end[2], peers_host, our_end[1], _NO_COOKIE)
    body = _REQUEST.pack(family, socket.IPPROTO_TCP, 0, 0xFFFFFFFF) + socket_id
    request = _HEADER.pack(_HEADER.size + len(body), _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST, 1, 0) + body
    assert sys.platform == "linux"
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _NETLINK_SOCK_DIAG) as kernel:
        kernel.settimeout(_ANSWER_TIMEOUT_S)
        kernel.sendto(request, (0, 0))
        answer = kernel.recv(8192)
    return _user_in(answer, peers_port, our_end[2])


def _user_in(answer: bytes, peers_port: int, our_port: int) -> int | None:
    _, kind, _, _, _ = _HEADER.unpack_from(answer)
    if kind == _NLMSG_ERROR:
        (number,) = _ERROR.unpack_from(answer, _HEADER.size)
        if -number == errno.ENOENT and _kernel_answers.is_set():
            return None
        raise OSError(-number, os.strerror(-number))
    _kernel_answers.set()
    _, state = _ANSWER.unpack_from(answer, _HEADER.size)
    offset = _HEADER.size + _ANSWER.size
    ports = _SOCKET_ID.unpack_from(answer, offset)[:2]
    _, _, _, user, inode = _DETAILS.unpack_from(answer, offset + _SOCKET_ID.size)
    # Without a connected socket the kernel finds the one that listens at the peer's port.
    found = ports == (peers_port, our_port) and state in _CONNECTED and inode
    return int(user) if found else None


def _by_table(our_end: _End, peers_end: _End) -> int | None:
    """The user of the row with these two ends; None where there is none, or no table."""
    wanted = {_ends_in_table(family, our_end, peers_end) for family in _families(our_end)}
    for family in _families(our_end):
        for ends, state, user, inode in _rows(_TABLES[family]):
            if ends in wanted and state in _CONNECTED and inode:
                return user
    return None


def _families(end: _End) -> tuple[socket.AddressFamily, ...]:
    """The tables that may list a connection: a socket for IPv6 may be connected over IPv4."""
    return (socket.AF_INET, socket.AF_INET6) if end[0] == socket.AF_INET else (socket.AF_INET6,)


def _ends_in_table(family: socket.AddressFamily, our_end: _End, peers_end: _End) -> tuple[str, str]:
    """The peer's end and ours, as a row of the peer's socket has them: 32 bits at a time, in the machine's order."""
    texts = []
    for _, host, port in (peers_end, our_end):
        packed = host if family == our_end[0] else _MAPPED_PREFIX + host
        words = struct.unpack(f"={len(packed) // 4}I", packed)
        texts.append("".join(f"{word:08X}" for word in words) + f":{port:04X}")
    return texts[0], texts[1]


def _rows(table: Path) -> Iterator[tuple[tuple[str, str], int, int, int]]:
    """Both ends, state, user and inode of every socket in a table of proc(5)."""
    try:
        text = table.read_text(encoding="ascii")
    except OSError:
        return
    for line in text.splitlines()[1:]:
        _, ends, peers_ends, state, _, _, _, user, _, inode, *_ = line.split()
        yield (ends, peers_ends), int(state, 16), int(user), int(inode)
