"""What this process may send by a proxy: nothing that stays on this machine."""

from collections.abc import MutableMapping

LOOPBACK = ("127.0.0.1", "localhost")


def keep_loopback_off_proxies(variables: MutableMapping[str, str]) -> None:
    """Have `NO_PROXY` name the loopback, in the process's own `variables`.

    The engine, its plugins and this process talk gRPC there, and gRPC would ask the user's proxy for it.
    """
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in variables.get(name, "").split(",") if host]
        variables[name] = ",".join(dict.fromkeys([*hosts, *LOOPBACK]))
