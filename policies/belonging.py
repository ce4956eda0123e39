"""Which resources of a stack belong to which of its user pools."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from auditing.pool import Absence, Part
from automation.audits.registrations import LATER, WEB_ACL_ASSOCIATION, Registration
from policies.registered import Registered

POOL: Final = "aws:cognito/userPool:UserPool"
RISK: Final = "aws:cognito/riskConfiguration:RiskConfiguration"
CLIENTS: Final = frozenset(
    {"aws:cognito/userPoolClient:UserPoolClient", "aws:cognito/managedUserPoolClient:ManagedUserPoolClient"}
)
PARTS: Final[Mapping[str, Part]] = {
    **dict.fromkeys(CLIENTS, Part.CLIENTS),
    RISK: Part.RISK,
    "aws:cognito/identityProvider:IdentityProvider": Part.PROVIDERS,
    "aws:cognito/userGroup:UserGroup": Part.GROUPS,
    "aws:cognito/resourceServer:ResourceServer": Part.RESOURCE_SERVERS,
    "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration": Part.LOGS,
    WEB_ACL_ASSOCIATION: Part.WEB_ACL,
}
"""What belongs to a user pool, and the part of its description that it makes."""
_KEY: Final = ("userPoolId", "id")
"""The input that names a pool, and the pool's output that it takes."""
_KEYS: Final = {WEB_ACL_ASSOCIATION: ("resourceArn", "arn")}
"""Those of the kinds where it is otherwise."""


@dataclass(frozen=True, slots=True)
class PoolOfStack:
    """A user pool of a stack, and what belongs to it."""

    pool: Registered
    members: Sequence[Registered]
    absent: Mapping[Part, Absence] = field(default_factory=dict)
    """The parts of which it isn't known yet whether something belongs to them."""

    def registrations(self) -> Iterator[Registration]:
        """The pool and its members, with clients named by their URNs."""
        yield self.pool.registration()
        clients = [member for member in self.members if member.kind in CLIENTS]
        for member in self.members:
            named = _client_of(member, clients) if member.kind == RISK and "clientId" in member.inputs else ""
            yield member.registration(**({"clientId": named} if named else {}))


def pools_of(resources: Sequence[Registered]) -> Iterator[PoolOfStack]:
    """Each user pool of a stack."""
    pools = [resource for resource in resources if resource.kind == POOL]
    owned = [(resource, _owner(resource, pools)) for resource in resources if resource.kind in PARTS]
    for pool in pools:
        undecided = [one for one, owner in owned if owner is None and pool in _possible_owners(one, pools)]
        yield PoolOfStack(
            pool,
            [resource for resource, owner in owned if owner is pool],
            {PARTS[one.kind]: _undecided(one) for one in undecided},
        )


def _owner(resource: Registered, pools: Sequence[Registered]) -> Registered | None:
    """The pool that a resource belongs to for certain."""
    name, output = _KEYS.get(resource.kind, _KEY)
    value = resource.inputs.get(name)
    found = [pool for pool in pools if value is not LATER and pool.outputs.get(output) == value]
    found = found or [pool for pool in pools if pool.urn in resource.depends_on.get(name, ())]
    return found[0] if len(found) == 1 else None


def _possible_owners(resource: Registered, pools: Sequence[Registered]) -> Sequence[Registered]:
    """The pools that it may belong to; none where it names another stack's."""
    name, _ = _KEYS.get(resource.kind, _KEY)
    if resource.inputs.get(name) is not LATER:
        return ()
    sources = [pool for pool in pools if pool.urn in resource.depends_on.get(name, ())]
    # Of what has many other uses, only what comes from a pool can be a pool's.
    return sources if sources or resource.kind == WEB_ACL_ASSOCIATION else pools


def _client_of(risk: Registered, clients: Sequence[Registered]) -> str:
    """The URN of the client whose risk configuration it is; empty where no client of the stack is."""
    value, sources = risk.inputs["clientId"], risk.depends_on.get("clientId", ())
    found = [one.urn for one in clients if one.urn in sources or one.outputs.get("id") == value]
    return found[0] if len(found) == 1 else ""


def _undecided(resource: Registered) -> Absence:
    kind = resource.kind.rpartition(":")[2]
    return Absence(f"Whether the {kind} {resource.name} belongs to it isn't known yet.", refused=True)
