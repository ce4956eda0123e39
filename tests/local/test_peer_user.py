"""Who opened a loopback connection, by both ways in which Linux tells it."""

import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from local import peer_user
from local.peer_user import Address, is_own_users, user_of_peer
from tests.local.other_user import NOBODY, connected, needs_root

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
LONG_S = 60.0


@pytest.fixture(params=["netlink", "table"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """By which of the two ways it is told."""
    if request.param == "table":

        def refuse(*_ends: object) -> None:
            raise PermissionError

        monkeypatch.setattr(peer_user, "_by_netlink", refuse)
    else:
        monkeypatch.setattr(peer_user, "_TABLES", dict.fromkeys(peer_user._TABLES, Path("/nowhere")))
    return str(request.param)


@contextmanager
def connection(host: str = "127.0.0.1", connect_to: str = "") -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's and the client's end of a connection."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listener:
        peers_family = socket.AF_INET6 if ":" in (connect_to or host) else socket.AF_INET
        with socket.socket(peers_family) as client:
            client.connect((connect_to or host, listener.getsockname()[1]))
            server, _ = listener.accept()
            with server:
                yield server, client


def ends(server: socket.socket) -> tuple[Address, Address]:
    return server.getsockname()[:2], server.getpeername()[:2]


@pytest.mark.parametrize(("host", "connect_to"), [("127.0.0.1", ""), ("::1", ""), ("127.0.0.1", "::ffff:127.0.0.1")])
def test_the_user_of_a_connection_of_ones_own_is_ones_own(host: str, connect_to: str) -> None:
    with connection(host, connect_to) as (server, _):
        assert user_of_peer(*ends(server)) == os.geteuid()
        assert is_own_users(server)


def test_an_ipv4_peer_may_be_written_as_an_ipv6_one() -> None:
    with connection() as (server, _):
        local, remote = ends(server)
        mapped = [(f"::ffff:{host}", port) for host, port in (local, remote)]
        assert user_of_peer(mapped[0], mapped[1]) == os.geteuid()


@contextmanager
def other_users_connection() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(LONG_S)
        with connected(listener.getsockname()[1]):
            server, _ = listener.accept()
            with server:
                yield server


@needs_root
def test_another_users_connection_is_that_users() -> None:
    with other_users_connection() as server:
        assert user_of_peer(*ends(server)) == NOBODY
        assert not is_own_users(server)


@needs_root
def test_root_may_and_so_may_a_user_that_is_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
    with connection() as (server, _):
        assert is_own_users(server)
    with other_users_connection() as server:
        assert is_own_users(server)


@pytest.mark.parametrize("words", [b"", b"GET / HTTP/1.1\r\n\r\n"])
def test_whoever_has_left_already_is_nobody_and_not_root(words: bytes) -> None:
    with connection() as (server, client):
        found = ends(server)
        client.sendall(words)
        client.close()
        assert user_of_peer(*found) is None
        assert not is_own_users(server)


def test_whoever_gets_the_address_of_a_peer_that_has_left_is_not_taken_for_it() -> None:
    ours = ("127.77.0.1", 0)  # of the loopback addresses one whose ports nobody else's connections take
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname(), source_address=ours) as left,
    ):
        first, address = listener.accept()
        left.sendall(b"words that somebody else will not be blamed for")
        left.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # leaves with a reset
        left.close()
        with first, socket.create_connection(listener.getsockname(), source_address=address):
            second, same = listener.accept()
            with second:
                assert same == address
                assert not is_own_users(first)
                assert is_own_users(second)


def test_a_peer_that_has_only_said_its_last_word_is_still_there() -> None:
    with connection() as (server, client):
        client.shutdown(socket.SHUT_WR)
        assert user_of_peer(*ends(server)) == os.geteuid()


def test_whoever_only_listens_at_the_peers_address_is_no_peer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        assert user_of_peer(one.getsockname(), other.getsockname()) is None


def test_a_socket_that_still_waits_for_its_connection_is_no_peer() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)  # noqa: FBT003 - socket's own interface
            with suppress(BlockingIOError):
                client.connect(full.getsockname())
        # Once its queue is full a listening socket leaves further clients without an answer.
        assert user_of_peer(full.getsockname(), waiting[-1].getsockname()) is None
        assert user_of_peer(full.getsockname(), waiting[0].getsockname()) == os.geteuid()
        for client in waiting:
            client.close()


@pytest.mark.parametrize("remote", [("127.0.0.1", 1), ("192.0.2.1", 4711), ("::1", 9), ("no address", 9)])
def test_nobody_is_told_of_addresses_without_a_connection(remote: Address) -> None:
    with connection() as (server, _):
        assert user_of_peer(server.getsockname(), remote) is None


def test_where_the_system_cannot_tell_everybody_on_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with connection() as (server, _):
        assert user_of_peer(*ends(server)) is None
        assert is_own_users(server)


def test_a_kernel_that_answers_neither_way_tells_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_user, "_NETLINK_SOCK_DIAG", 31)
    monkeypatch.setattr(peer_user, "_TABLES", dict.fromkeys(peer_user._TABLES, Path("/nowhere")))
    with connection() as (server, _):
        assert user_of_peer(*ends(server)) is None
        assert not is_own_users(server)


def test_a_connection_that_ends_while_its_user_is_looked_up_is_nobodys() -> None:
    class Ending:
        def __init__(self, server: socket.socket) -> None:
            self.getsockname = server.getsockname
            self._peers = iter([server.getpeername()])

        def getpeername(self) -> object:
            for peer in self._peers:
                return peer
            raise OSError

    with connection() as (server, _):
        assert not is_own_users(Ending(server))
