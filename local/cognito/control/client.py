"""The control interface's client: standard library only, signs with the engine's key."""

import http.client
import json
import ssl
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from local.cognito.control.names import MAX_EVENTS, ROOT, SERVICE
from local.cognito.control.proof import is_proof, new_challenge
from local.cognito.json_types import JsonObject
from local.cognito.signature import Request
from local.cognito.signing import signed_headers
from local.credentials import Credentials
from local.errors import EngineError

TIMEOUT_S: Final = 120.0
"""A snapshot of a large store takes seconds."""
FOLLOW_WAIT_S: Final = 20.0


class ControlError(EngineError):
    """The engine has refused. `code` is what programs know it by."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ForeignEngineError(EngineError):
    """What answers isn't the engine whose key one has: nothing secret may be sent there."""


class EngineControl:
    """An engine, controlled over HTTP. Every method raises EngineError where it doesn't answer, ControlError."""

    def __init__(self, endpoint_url: str, credentials: Credentials, tls: ssl.SSLContext | None = None) -> None:
        """`tls` trusts the engine's certificate, where `endpoint_url` begins with https."""
        self._address = urlsplit(endpoint_url)
        self._credentials = credentials
        self._tls = tls

    def prove(self) -> None:
        """Raise ForeignEngineError unless the engine proves that it has the same key. Nothing secret is sent."""
        challenge = new_challenge()
        try:
            said = self._ask("GET", f"proof?challenge={challenge}", sign=False).get("proof")
        except ControlError:
            said = None
        port = self._address.port or (443 if self._address.scheme == "https" else 80)
        if not isinstance(said, str) or not is_proof(said, self._credentials.secret_key, challenge, port):
            raise ForeignEngineError(
                f"The server at {self._address.geturl()} isn't this environment's engine: it doesn't have the "
                "engine's key."
            )

    def status(self) -> JsonObject:
        """Version, clock, pools, users, state file, unknown members, snapshots."""
        return self._ask("GET", "status")

    def reset(self) -> None:
        """Have nothing any more, as after the first start."""
        self._ask("POST", "reset")

    def clock(self) -> JsonObject:
        """`now` and `offset_s`."""
        return self._ask("GET", "clock")

    def set_clock(self, *, now: float | str | None = None, offset_s: float | None = None) -> JsonObject:
        """Set it to a moment (seconds since the epoch, or ISO 8601), or so far ahead of the machine's; `clock()`."""
        given = {"now": now} if now is not None else {"offset_s": offset_s or 0.0}
        return self._ask("PUT", "clock", given)

    def advance_clock(self, span: float | str) -> JsonObject:
        """Move it on, by seconds or a text such as `+2h`; `clock()`."""
        return self._ask("POST", "clock", {"advance": span})

    def events(self, **filters: str | float) -> JsonObject:
        """`events`, oldest first, and `next`. Filters as `event_log.list_events` has them."""
        return self._ask("GET", f"events?{urlencode(filters)}" if filters else "events")

    def follow(self, **filters: str | float) -> Iterator[JsonObject]:
        """Events as they come, those first that are kept already (after number `after`). Ends with the engine."""
        after = filters.pop("after", 0)
        while True:
            found = self.events(after=after, wait_s=FOLLOW_WAIT_S, count=MAX_EVENTS, **filters)
            yield from found["events"]
            after = found["next"]

    def snapshots(self) -> list[JsonObject]:
        """Those that are there: name, at, bytes; newest first."""
        return list(self._ask("GET", "snapshots")["snapshots"])

    def snapshot(self, name: str) -> JsonObject:
        """Write down all that there is; one of the same name is replaced."""
        return dict(self._ask("PUT", f"snapshots/{quote(name, safe='')}")["snapshot"])

    def restore(self, name: str) -> JsonObject:
        """Have what was written down in place of all that there is."""
        return dict(self._ask("POST", f"snapshots/{quote(name, safe='')}")["snapshot"])

    def delete_snapshot(self, name: str) -> None:
        """Forget one."""
        self._ask("DELETE", f"snapshots/{quote(name, safe='')}")

    def set_functions(self, functions: list[JsonObject]) -> list[JsonObject]:
        """Serve these functions of triggers (`triggers.configuration.to_json`) and no others; what is served."""
        return list(self._ask("PUT", "functions", {"functions": functions})["functions"])

    def set_ids(self, user_pools: Mapping[str, str], clients: Mapping[str, str]) -> None:
        """Give pools and clients of these names these ids, from now on."""
        self._ask("PUT", "ids", {"user_pools": dict(user_pools), "clients": dict(clients)})

    def set_client_metadata_documents(self, files: Mapping[str, str]) -> None:
        """Have these files, by their absolute paths, stand for the documents at these addresses, and no others."""
        self._ask("PUT", "client-metadata-documents", dict(files))

    def set_identity_providers(self, providers: Mapping[str, JsonObject]) -> JsonObject:
        """Have the test identity provider stand for these (`TestProviders.set`) and no others; what it has then."""
        return self._ask("PUT", "identity-providers", dict(providers))

    def reissue_tokens(
        self,
        access_token: str,
        id_token: str | None,
        *,
        expires_in: int | None = None,
        scopes: Sequence[str] = (),
        groups: Sequence[str] = (),
    ) -> JsonObject:
        """The same tokens of now, for so many seconds, with more rights; `tokens.reissue`. Secret."""
        given = {"access_token": access_token, "id_token": id_token, "expires_in": expires_in}
        return self._ask("POST", "tokens", {**given, "scopes": list(scopes), "groups": list(groups)})

    def hostile_tokens(
        self, access_token: str, id_token: str | None, *, use: str = "access", scope: str = "", group: str = ""
    ) -> list[JsonObject]:
        """What a back end must refuse that lets one of these in; `tokens.make_hostile`. Secret."""
        given = {"access_token": access_token, "id_token": id_token, "use": use, "scope": scope, "group": group}
        return list(self._ask("POST", "hostile-tokens", given)["tokens"])

    def _ask(self, method: str, target: str, body: Any = None, *, sign: bool = True) -> JsonObject:
        content = b"" if body is None else json.dumps(body).encode()
        path, _, query = f"{ROOT}{target}".partition("?")
        headers = {"host": self._address.netloc}
        if sign:
            request = Request(method, path, query, list(headers.items()), content)
            headers = signed_headers(request, self._credentials, SERVICE)
        connection = self._connection()
        try:
            connection.request(method, f"{ROOT}{target}", content, headers)
            reply = connection.getresponse()
            found = json.loads(reply.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise EngineError(
                f"The local engine at {self._address.geturl()} didn't respond ({type(error).__name__})."
            ) from error
        finally:
            connection.close()
        if not isinstance(found, dict):
            raise EngineError(f"The server at {self._address.geturl()} isn't a local engine.")
        if reply.status != 200:  # noqa: PLR2004 - HTTP's
            raise ControlError(str(found.get("__type")), str(found.get("message")))
        return found

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._address.hostname or "", self._address.port
        if self._address.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_S, context=self._tls)
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
