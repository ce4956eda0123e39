"""Dynamic resources for session tracking: the pool's (SetUserPoolSessionConfiguration), and an app client's."""

import time
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from components.checking.keys import CLIENT_SESSIONS, SESSIONS
from components.dynamic_provider import CLIENT, POOL, CognitoProvider, moved
from components.patience import NOT_THERE, code_of, patient
from components.schema.sessions import DEFAULT_MAX_PER_USER, DEFAULT_REUSE_MINUTES

POOL_DEFAULT: Final[Mapping[str, Any]] = {
    "UserSessionTracking": "DISABLED",
    "TokenSession": {"MaxPerUser": DEFAULT_MAX_PER_USER},
}
CLIENT_DEFAULT: Final[Mapping[str, Any]] = {"SSOSession": {"MaxValidityMinutes": DEFAULT_REUSE_MINUTES}}
"""Cognito's own values, in the API's words."""


class SessionsProvider(CognitoProvider):
    """Sets one of them as a whole, as the API does; what isn't configured any more gets Cognito's own values."""

    default: ClassVar[Mapping[str, Any]]
    """Cognito's own."""

    def create(self, props: Mapping[str, Any]) -> CreateResult:
        """Set it, unless it is so already."""
        wanted = self.wanted(props)
        if self.found(props) != wanted:
            self._set(props, wanted)
        return CreateResult(str(props.get(CLIENT) or props[POOL]), dict(props))

    def update(self, _id: str, _olds: Mapping[str, Any], _news: Mapping[str, Any]) -> UpdateResult:
        """Set it."""
        self._set(_news, self.wanted(_news))
        return UpdateResult(dict(_news))

    def read(self, id_: str, props: Mapping[str, Any]) -> ReadResult:
        """What is set; nothing where the pool or the client is gone."""
        found = self.found(props)
        if found is None:
            return ReadResult("", {})
        return ReadResult(id_, {**props, **self.said(found)} if found != self.wanted(props) else dict(props))

    def diff(self, _id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> DiffResult:
        """What differs; another pool or client has its own."""
        replaces = moved(olds, news)
        changes = bool(replaces) or self.wanted(olds) != self.wanted(news)
        return DiffResult(changes=changes, replaces=replaces, delete_before_replace=False)

    def delete(self, _id: str, props: Mapping[str, Any]) -> None:
        """Set Cognito's own values, where pool and client stay."""
        if self.found(props) is not None:
            self._set(props, self.default)

    def found(self, props: Mapping[str, Any]) -> dict[str, Any] | None:
        """What is set, in the API's words; None where there is nothing to set it of."""
        cognito = self.cognito(props[POOL])
        try:
            answer = getattr(cognito, f"get_{self.operation(props)}")(**_whose(props))
        except cognito.exceptions.ClientError as error:
            if code_of(error) == NOT_THERE:
                return None
            raise
        return {name: answer[name] for name in self.default}

    def wanted(self, props: Mapping[str, Any]) -> dict[str, Any]:
        """What is configured, in the API's words."""
        raise NotImplementedError

    def said(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What is set, as the configuration says it."""
        raise NotImplementedError

    @staticmethod
    def operation(props: Mapping[str, Any]) -> str:
        """The operations' name, as boto3 has it, without its verb."""
        return "user_pool_client_session_configuration" if CLIENT in props else "user_pool_session_configuration"

    def _set(self, props: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        call = getattr(self.cognito(props[POOL]), f"set_{self.operation(props)}")
        patient(lambda: call(**_whose(props), **values), time.sleep)


class PoolSessionsProvider(SessionsProvider):
    """Of a pool."""

    default = POOL_DEFAULT

    def wanted(self, props: Mapping[str, Any]) -> dict[str, Any]:
        """What is configured, in the API's words."""
        most = int(props["token_session"]["max_per_user"])
        return {"UserSessionTracking": props["user_session_tracking"], "TokenSession": {"MaxPerUser": most}}

    def said(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What is set, as the configuration says it."""
        return pool_sessions(found)


class ClientSessionsProvider(SessionsProvider):
    """Of an app client."""

    default = CLIENT_DEFAULT

    def wanted(self, props: Mapping[str, Any]) -> dict[str, Any]:
        """What is configured, in the API's words."""
        return {"SSOSession": {"MaxValidityMinutes": int(props["sso_session"]["max_validity_minutes"])}}

    def said(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """What is set, as the configuration says it."""
        return client_sessions(found)


class PoolSessions(Resource, name=SESSIONS):
    """A pool's session tracking."""

    def __init__(self, name: str, properties: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        """Register it; `properties` are its keys, with the pool."""
        super().__init__(PoolSessionsProvider(), name, dict(properties), opts)


class ClientSessions(Resource, name=CLIENT_SESSIONS):
    """How long an app client reuses sessions."""

    def __init__(self, name: str, properties: Mapping[str, Any], opts: pulumi.ResourceOptions) -> None:
        """Register it; `properties` are its keys, with pool and client."""
        super().__init__(ClientSessionsProvider(), name, dict(properties), opts)


def pool_sessions(found: Mapping[str, Any]) -> dict[str, Any]:
    """A pool's, as the configuration says it."""
    return {
        "user_session_tracking": found["UserSessionTracking"],
        "token_session": {"max_per_user": found["TokenSession"]["MaxPerUser"]},
    }


def client_sessions(found: Mapping[str, Any]) -> dict[str, Any]:
    """A client's, as the configuration says it."""
    return {"sso_session": {"max_validity_minutes": found["SSOSession"]["MaxValidityMinutes"]}}


def _whose(props: Mapping[str, Any]) -> dict[str, str]:
    keys = {"UserPoolId": props.get(POOL), "ClientId": props.get(CLIENT)}
    return {name: str(value) for name, value in keys.items() if value is not None}
