"""A live user pool as an audit looks at it: operations that read, part by part, and what each refusal hides."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from auditing.pool import Absence, DescribedPool, Part, Words
from automation.adoption.calls import NOT_THERE, UNKNOWN_OPERATION, listed
from automation.audits.identity_pools import IdentityPools
from automation.audits.paced_api import IDENTITY_POOLS, WEB_ACLS, PacedApi
from automation.audits.permissions import missing
from automation.errors import DriverError
from local.provider.errors import ApiError
from local.provider.operation import ApiCall
from local.provider.resources import RESOURCES

if TYPE_CHECKING:
    from automation.targets.target import AdministratorConnection

_GONE = frozenset({"ResourceNotFoundException"})
_DENIED = frozenset({"AccessDeniedException", "AccessDenied", "NotAuthorizedException", "UnauthorizedException"})

_RISK: Final = RESOURCES["aws:cognito/riskConfiguration:RiskConfiguration"]
DEPENDS: Final[Mapping[Part, Sequence[Part]]] = {
    Part.RISK: (Part.POOL, Part.CLIENTS),
    Part.SECRETS: (Part.CLIENTS,),
    Part.CLIENT_REGISTRATION: (Part.POOL,),
    Part.WEB_ACL: (Part.POOL,),
}
"""What is read by means of other parts."""


class PoolGoneError(DriverError):
    """There is no such pool, or there is none any more."""

    code = "gone"


class LivePools:
    """Reads pools of one region. Safe to share between threads."""

    def __init__(self, cognito: PacedApi, firewall: PacedApi, identity_pools: IdentityPools) -> None:
        self._cognito = cognito
        self._firewall = firewall
        self._identity_pools = identity_pools

    def ids(self) -> list[str]:
        """The ids of all pools. Raises DriverError."""
        try:
            return [pool["Id"] for pool in listed(self._cognito, ApiCall("ListUserPools", {}), "UserPools")]
        except ApiError as error:
            raise DriverError(f"Listing the user pools failed: {error}") from error

    def describe(
        self, pool_id: str, parts: Collection[Part] = tuple(Part), *, pool: Words | None = None
    ) -> DescribedPool:
        """Read these parts of one, and whether it is there. Raises PoolGoneError where it isn't there, or goes.

        `pool`: DescribeUserPool's UserPool, where that has been read already.
        """
        try:
            return _Reading(self._cognito, self._firewall, self._identity_pools, pool_id, parts, pool).described()
        finally:
            self._cognito.forget(pool_id)


def live_pools(
    connect: Callable[[str], Any], *, unlimited: bool, is_over: Callable[[], bool] = lambda: False
) -> LivePools:
    """The pools that clients reach. `connect`: gives one of a service; Cognito's doesn't repeat calls itself.

    `unlimited`: no quotas are known to be enforced. `is_over`: nothing more is read from then on.
    """
    return LivePools(
        PacedApi(connect("cognito-idp"), unlimited=unlimited, is_over=is_over),
        PacedApi(connect("wafv2"), WEB_ACLS, unlimited=unlimited, is_over=is_over),
        IdentityPools(PacedApi(connect("cognito-identity"), IDENTITY_POOLS, unlimited=True, is_over=is_over)),
    )


def live_pools_at(connection: "AdministratorConnection", is_over: Callable[[], bool]) -> LivePools:
    """Those of a target. `is_over`: nothing more is read from then on."""

    def connect(service: str) -> Any:
        return connection.cognito(attempts=1) if service == "cognito-idp" else connection.patient(service)

    return live_pools(connect, unlimited=connection.endpoint_url is not None, is_over=is_over)


class _Reading:
    def __init__(  # noqa: PLR0913, PLR0917 - what is read, and where
        self,
        cognito: PacedApi,
        firewall: PacedApi,
        identity_pools: IdentityPools,
        pool_id: str,
        parts: Collection[Part],
        pool: Words | None,
    ) -> None:
        self._wanted = {Part.POOL, *parts, *(one for part in parts for one in DEPENDS.get(part, ()))}
        self._api = cognito
        self._firewall = firewall
        self._identity_pools = identity_pools
        self._keys = {"UserPoolId": pool_id}
        self._absent: dict[Part, Absence] = {}
        self._known = pool
        self._pool: Words = {}
        self._clients: Sequence[Words] = ()

    def described(self) -> DescribedPool:
        self._pool = self._part(Part.POOL, lambda: self._known or self._call("DescribeUserPool")["UserPool"], {})
        if Part.POOL in self._absent:
            # Whether there is one is unknown too, and so is whatever depends on its settings.
            self._absent |= dict.fromkeys((Part.RISK, Part.WEB_ACL), self._absent[Part.POOL])
        self._clients = self._part(Part.CLIENTS, lambda: list(self._described_clients()), [])
        if Part.CLIENTS in self._absent:
            self._absent[Part.SECRETS] = self._absent[Part.CLIENTS]
        return DescribedPool(
            name=self._keys["UserPoolId"],
            pool=self._pool,
            mfa=self._part(Part.MFA, lambda: self._call("GetUserPoolMfaConfig"), {}),
            clients=self._clients,
            secrets=self._part(Part.SECRETS, self._secrets, {}),
            risk=self._part(Part.RISK, lambda: list(self._risk()), []),
            providers=self._part(Part.PROVIDERS, lambda: list(self._providers()), []),
            groups=self._part(Part.GROUPS, lambda: self._listed("ListGroups", "Groups"), []),
            resource_servers=self._part(
                Part.RESOURCE_SERVERS, lambda: self._listed("ListResourceServers", "ResourceServers"), []
            ),
            metadata_policies=self._part(Part.METADATA_POLICIES, lambda: list(self._metadata_policies()), []),
            logs=self._part(Part.LOGS, self._logs, []),
            web_acl=self._part(Part.WEB_ACL, self._web_acl, ""),
            identity_pools=self._part(
                Part.IDENTITY_POOLS, lambda: self._identity_pools.trusting(self._keys["UserPoolId"]), []
            ),
            absent=self._absent,
            as_of=datetime.now(UTC),
        )

    def _part(self, part: Part, read: Callable[[], Any], nothing: Any) -> Any:
        """What `read` finds; where it is refused, `nothing`, and the part is noted as absent."""
        if part in self._absent or part not in self._wanted:
            return nothing
        try:
            return read()
        except ApiError as error:
            if error.code in _GONE and part is not Part.WEB_ACL:
                raise PoolGoneError(f"There is no user pool {self._keys['UserPoolId']}.") from None
            self._absent[part] = absence(error, part)
            return nothing

    def _call(self, operation: str, **parameters: str) -> dict[str, Any]:
        return self._api.call(ApiCall(operation, {**self._keys, **parameters}))

    def _listed(self, operation: str, result: str) -> list[Words]:
        return list(listed(self._api, ApiCall(operation, dict(self._keys)), result))

    def _each(self, operation: str, result: str, named: Iterator[dict[str, str]]) -> Iterator[Words]:
        """What is described of each; one that was deleted since it was listed is left out."""
        for names in named:
            try:
                yield self._call(operation, **names)[result]
            except ApiError as error:
                if error.code not in _GONE:
                    raise

    def _described_clients(self) -> Iterator[Words]:
        found = self._listed("ListUserPoolClients", "UserPoolClients")
        for client in self._each(
            "DescribeUserPoolClient", "UserPoolClient", ({"ClientId": one["ClientId"]} for one in found)
        ):
            # Whether there is a secret is all that matters here.
            yield {**client, **({"ClientSecret": True} if client.get("ClientSecret") else {})}

    def _secrets(self) -> Mapping[str, Sequence[Words]]:
        """When each secret was made; the secrets themselves aren't kept."""
        found: dict[str, Sequence[Words]] = {}
        for client in self._clients:
            if client.get("ClientSecret"):
                answer = self._call("ListUserPoolClientSecrets", ClientId=client["ClientId"])
                found[client["ClientId"]] = [
                    {
                        "ClientSecretId": one.get("ClientSecretId"),
                        "ClientSecretCreateDate": one["ClientSecretCreateDate"],
                    }
                    for one in answer.get("ClientSecrets", [])
                    if one.get("ClientSecretCreateDate")
                ]
        return found

    def _risk(self) -> Iterator[Words]:
        """The pool's, and those of clients that have their own: others are answered with the pool's, or nothing."""
        if (self._pool.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF") == "OFF":
            return
        for names in ({}, *({"ClientId": client["ClientId"]} for client in self._clients)):
            try:
                found = self._call("DescribeRiskConfiguration", **names).get("RiskConfiguration") or {}
            except ApiError as error:
                if error.code in NOT_THERE:
                    continue
                raise
            if found.get("ClientId") == names.get("ClientId") and _RISK.exists(found, {}):
                yield found

    def _providers(self) -> Iterator[Words]:
        found = self._listed("ListIdentityProviders", "Providers")
        for provider in self._each(
            "DescribeIdentityProvider", "IdentityProvider", ({"ProviderName": one["ProviderName"]} for one in found)
        ):
            # Its details may hold a secret.
            yield {name: value for name, value in provider.items() if name != "ProviderDetails"}

    def _metadata_policies(self) -> Iterator[Words]:
        found = self._listed("ListCIMDPolicies", "CIMDPolicies")
        return self._each("DescribeCIMDPolicy", "CIMDPolicy", ({"CIMDPolicyId": one["CIMDPolicyId"]} for one in found))

    def _logs(self) -> Sequence[Words]:
        answer = self._call("GetLogDeliveryConfiguration").get("LogDeliveryConfiguration") or {}
        found: Sequence[Words] = answer.get("LogConfigurations") or []
        return found

    def _web_acl(self) -> str:
        answer = self._firewall.call(ApiCall("GetWebACLForResource", {"ResourceArn": self._pool["Arn"]}))
        return str((answer.get("WebACL") or {}).get("ARN") or "")


def absence(error: ApiError, part: Part) -> Absence:
    """Why a part can't be described whose operation was refused with this error."""
    if error.code in _DENIED:
        return Absence(f"It needs {missing(error, part)}, which isn't allowed.", refused=True)
    if error.code in UNKNOWN_OPERATION:
        return Absence(
            f"The endpoint doesn't support {error.operation}, so there is nothing to look at.", refused=False
        )
    return Absence(f"{part[0].upper()}{part[1:]} can't be read: {error}", refused=True)
