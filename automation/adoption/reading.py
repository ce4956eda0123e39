"""What a user pool consists of, read through the embedded provider's table: Pulumi's own properties, kind by kind.

Only operations that read are made. What Cognito answered is kept beside the properties, so that what they leave out
can be named.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

from automation.adoption.calls import NOT_THERE, each, listed, tried
from automation.adoption.client_settings import ClientSettingsReader
from automation.adoption.left_alone import SecondSecrets, beside
from automation.adoption.raw_answers import keep_unknown_members, unknown_members
from automation.adoption.sessions import Sessions
from automation.audits.live_pool import LivePools
from automation.audits.paced_api import PacedApi
from automation.errors import DriverError, UsageError
from local.provider.clients import Api, Settings
from local.provider.errors import ApiError, ProviderError
from local.provider.instance import Instance
from local.provider.operation import ApiCall, Operation
from local.provider.reading import read
from local.provider.resource import Resource
from local.provider.resources import RESOURCES

_Found = TypeVar("_Found")
_POOL_ID = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d+)_[0-9A-Za-z]+")
_NAMES: Final = frozenset({"CIMDPolicyId", "ClientId", "Domain", "ProviderName", "TermsId"})
"""Parameters that say what is read, beside the pool's id."""
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True)
class Part:
    """One resource of the pool, as the official provider would import it."""

    resource: Resource
    import_id: str
    properties: Mapping[str, Any] = field(repr=False)
    """Pulumi's inputs with the values that Cognito has; secrets among them."""
    answers: tuple[tuple[Operation, Mapping[str, Any]], ...] = field(repr=False)
    """What Cognito said, by the operations of the resource's table entry."""


@dataclass(frozen=True)
class ClientParts:
    """An app client and what belongs to it."""

    client: Part
    secret: str | None = field(repr=False)
    risk: Part | None
    ui: Part | None
    branding: Part | None
    settings: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    """Terms documents and CIMD policies as the configuration writes them, by the component's resource type."""
    sessions: Mapping[str, Any] | None = None
    """How long it reuses sessions, as the configuration says it; None where it is Cognito's own."""
    has_second_secret: bool = False


@dataclass(frozen=True)
class Pool:
    """A user pool with all that can be read of it."""

    pool_id: str
    pool: Part
    domains: tuple[Part, ...]
    clients: tuple[ClientParts, ...]
    groups: tuple[Part, ...]
    resource_servers: tuple[Part, ...]
    identity_providers: tuple[Part, ...]
    risk: Part | None
    ui: Part | None
    logs: Part | None
    sessions: Mapping[str, Any] | None
    """Its session tracking, as the configuration says it; None where it is Cognito's own."""
    others: tuple[str, ...]
    """What belongs to the pool and can't be taken over, in words."""
    left_alone: tuple[str, ...] = ()
    """What is nobody's to take over with it, in words: what applications or Cognito itself made in it, second secrets,
    and what stands beside it."""


def region_of(pool_id: str) -> str:
    """The region in a user pool's id. Raises UsageError where it is none."""
    found = _POOL_ID.fullmatch(pool_id)
    if not found:
        raise UsageError(f"{pool_id!r} isn't a user pool ID. Give one such as us-east-1_a1B2c3D4e.")
    return found[1]


def read_pool(
    cognito: Any,
    pool_id: str,
    *,
    pools: LivePools | None = None,
    unlimited: bool = True,
    is_over: Callable[[], bool] = lambda: False,
) -> Pool:
    """Read it, each thing once, as fast as the quotas allow.

    `pools`: reads what stands beside it, of other services; None leaves that out. `unlimited`: no quotas are known to
    be enforced. `is_over`: nothing more is read from then on.
    Raises UsageError where there is no such pool, DriverError where Cognito refuses to tell.
    """
    keep_unknown_members(cognito)
    reader = _Reader(_NotingApi(cognito, unlimited=unlimited, is_over=is_over), pool_id)
    try:
        found = reader.pool()
    except ProviderError as error:
        raise DriverError(f"Reading the user pool {pool_id} failed: {error}. Nothing was changed.") from error
    if pools is None:
        return found
    return replace(found, left_alone=(*found.left_alone, *beside(pools, pool_id, found.pool.answers[0][1])))


class _NotingApi(PacedApi):
    """Operations whose answers are searched for what the installed service model lacks."""

    def __init__(self, client: Any, *, unlimited: bool, is_over: Callable[[], bool]) -> None:
        super().__init__(client, unlimited=unlimited, is_over=is_over)
        self.unknown: dict[str, None] = {}
        """What was found, in words."""

    def call(self, call: ApiCall) -> dict[str, Any]:
        """The operation's response. Raises ApiError."""
        response = super().call(call)
        about = [str(value) for name, value in call.parameters.items() if name in _NAMES]
        for path in unknown_members(response, self.model.operation_model(call.operation).output_shape):
            asked = " ".join([call.operation, *about])
            self.unknown[f"{asked}: {path}, which the installed botocore doesn't know; a newer one may"] = None
        return response


class _Reader:
    def __init__(self, api: _NotingApi, pool_id: str) -> None:
        self._api = api
        self._pool_id = pool_id
        self._settings = Settings(region_of(pool_id))

    def pool(self) -> Pool:
        pool = self._part("userPool:UserPool", self._pool_id)
        if pool is None:
            raise UsageError(f"There is no user pool {self._pool_id}. Check its ID and --region. Nothing was changed.")
        said = pool.answers[0][1]
        domains = [said[name] for name in ("Domain", "CustomDomain") if said.get(name)]
        is_protected = (said.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF") != "OFF"

        settings, sessions = ClientSettingsReader(self._api, self._pool_id), Sessions(self._api, self._pool_id)
        second_secrets = SecondSecrets(self._api, self._pool_id)

        def client(listed_client: Mapping[str, Any]) -> ClientParts | None:
            client_id = listed_client["ClientId"]
            found = self._client(client_id, is_protected=is_protected, has_pages=bool(domains))
            return found and replace(
                found,
                settings=settings.of(client_id),
                sessions=sessions.of(client_id),
                has_second_secret=second_secrets.has(found.client.answers[0][1]),
            )

        clients = _all(each(client, self._listed("ListUserPoolClients", "UserPoolClients")))
        servers = list(self._listed("ListResourceServers", "ResourceServers"))
        parts = _all(self._part("userPoolDomain:UserPoolDomain", domain) for domain in domains)
        return Pool(
            pool_id=self._pool_id,
            pool=pool,
            domains=parts,
            clients=tuple(one for one in clients if not _registered_itself(one)),
            groups=_all(self._group(group) for group in self._listed("ListGroups", "Groups")),
            resource_servers=_all(self._resource_server(one) for one in servers if not one.get("ManagedBy")),
            identity_providers=_all(each(self._identity_provider, self._listed("ListIdentityProviders", "Providers"))),
            risk=self._own_risk(None) if is_protected else None,
            ui=self._ui("ALL") if domains else None,
            logs=self._part("logDeliveryConfiguration:LogDeliveryConfiguration", self._pool_id),
            left_alone=(
                *(
                    f"the app client {one.client.import_id}, which registered itself"
                    for one in clients
                    if _registered_itself(one)
                ),
                *(
                    f"the resource server {one['Identifier']} of {one['ManagedBy']}"
                    for one in servers
                    if one.get("ManagedBy")
                ),
                *(phrase for part in parts for phrase in _security_policy(part)),
                *(
                    f"the second secret of the app client {one.client.import_id}, which works until it is deleted"
                    for one in clients
                    if one.has_second_secret
                ),
                *second_secrets.unreadable(),
            ),
            others=(*settings.without_a_client(), *self._others(), *self._api.unknown),
            sessions=sessions.of_the_pool,
        )

    def _client(self, client_id: str, *, is_protected: bool, has_pages: bool) -> ClientParts | None:
        client = self._part("userPoolClient:UserPoolClient", f"{self._pool_id}/{client_id}")
        if client is None:  # deleted since it was listed
            return None
        return ClientParts(
            client=client,
            secret=client.answers[0][1].get("ClientSecret"),
            risk=self._own_risk(client_id) if is_protected else None,
            ui=self._ui(client_id) if has_pages else None,
            branding=self._branding(client_id),
        )

    def _group(self, group: Mapping[str, Any]) -> Part | None:
        """A group as it is listed, which says all there is."""
        import_id = f"{self._pool_id}/{group['GroupName']}"
        return self._part("userGroup:UserGroup", import_id, known={"GetGroup": {"Group": group}})

    def _resource_server(self, server: Mapping[str, Any]) -> Part | None:
        """Likewise."""
        known = {"DescribeResourceServer": {"ResourceServer": server}}
        return self._part("resourceServer:ResourceServer", f"{self._pool_id}|{server['Identifier']}", known=known)

    def _identity_provider(self, provider: Mapping[str, Any]) -> Part | None:
        return self._part("identityProvider:IdentityProvider", f"{self._pool_id}:{provider['ProviderName']}")

    def _ui(self, client_id: str) -> Part | None:
        return self._part("userPoolUICustomization:UserPoolUICustomization", f"{self._pool_id},{client_id}")

    def _own_risk(self, client_id: str | None) -> Part | None:
        """A client without reactions of its own is answered with the pool's, or with nothing."""
        import_id = f"{self._pool_id}:{client_id}" if client_id else self._pool_id
        part = self._part("riskConfiguration:RiskConfiguration", import_id)
        return part if part and part.answers[0][1].get("ClientId") == client_id else None

    def _branding(self, client_id: str) -> Part | None:
        call = ApiCall("DescribeManagedLoginBrandingByClient", {"UserPoolId": self._pool_id, "ClientId": client_id})
        answer = tried(self._api, call)
        if not answer.get("ManagedLoginBranding"):
            return None
        import_id = f"{self._pool_id},{answer['ManagedLoginBranding']['ManagedLoginBrandingId']}"
        # An import looks for the style's client among all, and reads once more what this answer has said.
        known = {"DescribeManagedLoginBranding": answer}
        return self._part(
            "managedLoginBranding:ManagedLoginBranding", import_id, state={"clientId": client_id}, known=known
        )

    def _others(self) -> Iterator[str]:
        keys = {"UserPoolId": self._pool_id}
        replicas = tried(self._api, ApiCall("ListUserPoolReplicas", keys)).get("UserPoolReplicas", [])
        for replica in replicas if len(replicas) > 1 else ():
            yield f"the replica in {replica.get('RegionName')}, which Pulumi's provider has no resource for"

    def _part(
        self,
        kind: str,
        import_id: str,
        state: Mapping[str, Any] = _NOTHING,
        known: Mapping[str, Mapping[str, Any]] = _NOTHING,
    ) -> Part | None:
        """The resource as an import finds it; None where there is none.

        `state`: properties that are known of it. `known`: answers that are, by their operations.
        """
        resource = RESOURCES[f"aws:cognito/{kind}"]
        recorder = _Recorder(self._api, known)
        connect: Callable[[str, str], Any] = lambda _region, _service: recorder  # noqa: E731 - with its type
        try:
            found = read(Instance(resource, import_id, self._settings, connect), import_id, dict(state), {})
        except ProviderError:
            if recorder.refused_with in NOT_THERE:
                return None
            raise
        if found is None:
            return None
        answers = tuple(
            (operation, operation.answered(response))
            for operation, (name, response) in zip(resource.reads, recorder.answers, strict=False)
            if operation.name == name
        )
        properties = {name: found.properties[name] for name in resource.inputs if name in found.properties}
        return Part(resource, import_id, properties, answers)

    def _listed(self, operation: str, result: str) -> Iterator[Mapping[str, Any]]:
        return listed(self._api, ApiCall(operation, {"UserPoolId": self._pool_id}), result)


def _security_policy(domain: Part) -> Iterator[str]:
    """Every custom domain may have one, chosen or not, and Pulumi's provider has no argument for it."""
    policy = (domain.answers[0][1].get("CustomDomainConfig") or {}).get("SecurityPolicy")
    if policy:
        yield (
            f"the security policy {policy} of the domain {domain.properties['domain']}; Pulumi's provider has no "
            "argument for it, and Cognito may choose another when the stack changes the domain's certificate or pages"
        )


def _registered_itself(client: ClientParts) -> bool:
    """Whether an application made the client, by dynamic client registration, and not who runs the pool."""
    return bool(client.client.answers[0][1].get("ClientType") == "DCR")


class _Recorder:
    """The API, keeping what it answers; `known` is answered at once."""

    def __init__(self, api: Api, known: Mapping[str, Mapping[str, Any]]) -> None:
        self._api = api
        self._known = known
        self.model = api.model
        self.answers: list[tuple[str, dict[str, Any]]] = []
        self.refused_with = ""

    def call(self, call: ApiCall) -> dict[str, Any]:
        try:
            response = dict(self._known.get(call.operation) or self._api.call(call))
        except ApiError as error:
            self.refused_with = error.code
            raise
        self.answers.append((call.operation, response))
        return response


def _all(found: Iterable[_Found | None]) -> tuple[_Found, ...]:
    return tuple(one for one in found if one is not None)
