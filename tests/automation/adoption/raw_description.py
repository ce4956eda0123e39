"""All that Cognito says of a pool, as its API says it: member by member, by a path that names what it belongs to."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from botocore.exceptions import ClientError

from cognito_model.token_validity import DEFAULT_UNITS, DEFAULT_VALIDITY_S, UNIT_S
from local.cognito.errors import CognitoError

Call = Callable[[str, dict[str, Any]], Mapping[str, Any]]
"""An operation and its parameters to the answer."""
Path = tuple[str, ...]
Raw = Mapping[Path, Any]

CHOSEN_BY_COGNITO: Final = frozenset(
    {
        *("Arn", "AWSAccountId", "ClientId", "ClientSecret", "CloudFrontDistribution", "CSSVersion"),
        *("CreationDate", "CustomDomain", "Domain", "Id", "LastModifiedDate", "ManagedLoginBrandingId", "S3Bucket"),
        *("UserPoolId", "Version", "ActiveEncryptionCertificate"),
    }
)
"""What differs between two pools of one configuration. (A pool's own domain is read for itself.)"""
_EVER_NEW: Final = frozenset({"EstimatedNumberOfUsers", "ResponseMetadata"})
_LISTS: Final = (
    ("groups", "ListGroups", "Groups", "GroupName", "GetGroup", "Limit", 60),
    ("servers", "ListResourceServers", "ResourceServers", "Identifier", "DescribeResourceServer", "MaxResults", 50),
    ("providers", "ListIdentityProviders", "Providers", "ProviderName", "DescribeIdentityProvider", "MaxResults", 60),
)


def raw_description(call: Call, pool_id: str) -> Raw:
    """Every member with a value that Cognito tells of the pool and of what belongs to it."""
    return dict(_members(_answers(call, pool_id), ()))


def as_configured(found: Raw) -> Raw:
    """Without what Cognito chooses itself, so that two pools of one configuration say the same.

    A lifetime that is Cognito's own says as much as none.
    """
    pool_id = str(found["pool", "Id"])
    kept: dict[Path, Any] = {
        tuple(part.replace(pool_id, "POOL") for part in path): _without(pool_id, value)
        for path, value in found.items()
        if not CHOSEN_BY_COGNITO & set(path)
    }
    for client in {path[:2] for path in kept if path[0] == "clients"}:
        for token in DEFAULT_UNITS:
            amount, unit = (
                kept.pop((*client, *name), None) for name in ((f"{token}Validity",), ("TokenValidityUnits", token))
            )
            kept[*client, token] = int(amount) * UNIT_S[unit] if amount else DEFAULT_VALIDITY_S[token]
    return kept


def differences(before: Raw, after: Raw) -> set[Path]:
    """The paths whose values differ, when something was last changed aside."""
    paths = (path for path in {*before, *after} if path[-1] != "LastModifiedDate")
    return {path for path in paths if before.get(path) != after.get(path)}


def _without(pool_id: str, value: Any) -> Any:
    return value.replace(pool_id, "POOL") if isinstance(value, str) else value


def _answers(call: Call, pool_id: str) -> dict[str, Any]:
    keys = {"UserPoolId": pool_id}
    found: dict[str, Any] = {"pool": call("DescribeUserPool", keys)["UserPool"]}
    found["mfa"] = call("GetUserPoolMfaConfig", keys)
    for kind, listing, result, name, reading, limit, most in _LISTS:
        listed = call(listing, {**keys, limit: most})[result]
        answers = {item[name]: call(reading, {**keys, name: item[name]}) for item in listed}
        found[kind] = {name: next(iter(_plain(answer).values())) for name, answer in answers.items()}
    clients = call("ListUserPoolClients", {**keys, "MaxResults": 60})["UserPoolClients"]
    found["clients"] = {one["ClientName"]: _client(call, keys, one["ClientId"]) for one in clients}
    found["risk"] = _own(call, "DescribeRiskConfiguration", keys)
    found["ui"] = _own(call, "GetUICustomization", keys)
    found["logs"] = _tried(call, "GetLogDeliveryConfiguration", keys)
    for kind in ("Domain", "CustomDomain"):
        if domain := found["pool"].get(kind):
            described = call("DescribeUserPoolDomain", {"Domain": domain})["DomainDescription"]
            found["domain"] = {"name": domain, **described}
    return found


def _client(call: Call, pool: dict[str, Any], client_id: str) -> dict[str, Any]:
    keys = {**pool, "ClientId": client_id}
    described = call("DescribeUserPoolClient", keys)["UserPoolClient"]
    return {
        **described,
        # Cognito's own units are the same said and unsaid.
        "TokenValidityUnits": {**DEFAULT_UNITS, **described.get("TokenValidityUnits", {})},
        "risk": _own(call, "DescribeRiskConfiguration", keys),
        "ui": _own(call, "GetUICustomization", keys),
        "branding": _tried(call, "DescribeManagedLoginBrandingByClient", keys),
    }


def _own(call: Call, operation: str, keys: dict[str, Any]) -> Mapping[str, Any]:
    """A client without settings of its own is answered with the pool's, which are said there."""
    found = _tried(call, operation, keys)
    return found if found.get("ClientId") in (keys.get("ClientId"), None if "ClientId" in keys else "ALL") else {}


def _tried(call: Call, operation: str, keys: dict[str, Any]) -> Mapping[str, Any]:
    """What it answers with; nothing where there is nothing of the kind."""
    try:
        answer = _plain(call(operation, keys))
    except (ClientError, CognitoError):
        return {}
    return next(iter(answer.values())) or {}


def _plain(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def _members(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _EVER_NEW:
                yield from _members(inner, (*path, name))
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for index, item in enumerate(value):
            yield from _members(item, (*path, str(index)))
    elif value is not None:
        # Lists of plain values are sets, in no order.
        yield path, sorted(value) if isinstance(value, list) else value
