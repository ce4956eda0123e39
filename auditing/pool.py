"""A described pool: what Cognito says of a user pool and of all that belongs to it, and what nobody could read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

Words: TypeAlias = Mapping[str, Any]
"""A structure of the API, by the names of its members."""


class Part(StrEnum):
    """What a description consists of; each is read by calls of its own, and can be missing."""

    POOL = "the user pool"
    MFA = "its MFA configuration"
    CLIENT_REGISTRATION = "its dynamic client registration"
    CLIENTS = "its app clients"
    SECRETS = "its clients' secrets"
    RISK = "its risk configuration"
    PROVIDERS = "its identity providers"
    GROUPS = "its groups"
    RESOURCE_SERVERS = "its resource servers"
    METADATA_POLICIES = "its client metadata policies"
    LOGS = "its log delivery"
    WEB_ACL = "its web ACL"
    IDENTITY_POOLS = "the identity pools that trust it"


_JUDGED_ALONE: Final = ("clients", "providers", "groups", "metadata_policies", "identity_pools")
"""The members of which every check judges each element by itself."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a part isn't described."""

    reason: str
    """A whole sentence."""
    refused: bool
    """Whether it was asked for and not told; otherwise whoever describes the pool has no words for it."""


@dataclass(frozen=True, slots=True)
class DescribedPool:
    """A user pool; the parts are what the operations named beside them answer."""

    name: str
    """What a report calls it: its id, or the file that it would be made of."""
    pool: Words
    """DescribeUserPool's UserPool."""
    mfa: Words = field(default_factory=dict)
    """GetUserPoolMfaConfig."""
    clients: Sequence[Words] = ()
    """DescribeUserPoolClient's UserPoolClient, each; ClientSecret only says that there is one."""
    secrets: Mapping[str, Sequence[Words]] = field(default_factory=dict)
    """A client's id to ListUserPoolClientSecrets' ClientSecrets."""
    risk: Sequence[Words] = ()
    """DescribeRiskConfiguration's RiskConfiguration: the pool's, and the clients' own, which have a ClientId."""
    providers: Sequence[Words] = ()
    """DescribeIdentityProvider's IdentityProvider, each."""
    groups: Sequence[Words] = ()
    """ListGroups' Groups."""
    resource_servers: Sequence[Words] = ()
    """ListResourceServers' ResourceServers."""
    metadata_policies: Sequence[Words] = ()
    """DescribeCIMDPolicy's policy, each."""
    logs: Sequence[Words] = ()
    """GetLogDeliveryConfiguration's LogConfigurations."""
    web_acl: str = ""
    """The ARN of wafv2:GetWebACLForResource's WebACL; empty where there is none."""
    identity_pools: Sequence[Words] = ()
    """DescribeIdentityPool, of each that names the pool as a provider."""
    absent: Mapping[Part, Absence] = field(default_factory=dict)
    """The parts that aren't described; their members above say nothing then."""
    as_of: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When it was read."""

    def at(self, *path: str) -> Any:
        """The member of the pool at this path; None where there is none."""
        return member(self.pool, *path)

    def client_names(self) -> Iterator[tuple[str, Words]]:
        """Each client with what a finding calls it."""
        return ((f"app client {client.get('ClientName') or client.get('ClientId')}", client) for client in self.clients)

    def without(self, element: Words) -> "DescribedPool | None":
        """The same without one client, group, …; None for an element that what is said of others depends on."""
        for name in _JUDGED_ALONE:
            elements = getattr(self, name)
            left = [one for one in elements if one is not element]
            if len(left) < len(elements):
                changed: dict[str, Any] = {name: left}
                return replace(self, **changed)
        return None


def member(words: Words, *path: str) -> Any:
    """The member at this path; None where there is none."""
    value: Any = words
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
