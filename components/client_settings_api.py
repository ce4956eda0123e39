"""What `pulumi_aws` lacks of an app client: terms documents and CIMD policies, each with an id of its own."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from cognito_model.model import USER_POOLS, service_model
from components.checking.keys import CIMD_POLICY, TERMS
from components.patience import NOT_THERE, code_of, patient
from components.pool_settings_api import covers

JsonObject: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of them: how the API calls what the configuration says."""

    resource: str
    """Of Pulumi's: the last part of its type."""
    noun: str
    """For people."""
    api_name: str
    """In the names of operations, and of the member of their answers: `Create<api_name>`."""
    id_member: str
    listing: str
    """The operation that lists those of a pool."""
    listed: str
    """The member of its answer."""
    name_key: str
    """The key whose value no two of a client share."""
    members: Mapping[str, str]
    """The keys, and the API's names of them."""
    kept: frozenset[str]
    """Keys that an update can't take away: where one isn't said any more, another is made."""


TERMS_KIND: Final = Kind(
    resource=TERMS,
    noun="terms document",
    api_name="Terms",
    id_member="TermsId",
    listing="ListTerms",
    listed="Terms",
    name_key="terms_name",
    members={"terms_name": "TermsName", "terms_source": "TermsSource", "enforcement": "Enforcement", "links": "Links"},
    kept=frozenset(),
)
CIMD_POLICY_KIND: Final = Kind(
    resource=CIMD_POLICY,
    noun="CIMD policy",
    api_name="CIMDPolicy",
    id_member="CIMDPolicyId",
    listing="ListCIMDPolicies",
    listed="CIMDPolicies",
    name_key="policy_name",
    members={"policy_name": "PolicyName", "cache_duration": "CacheDuration", "url_patterns": "URLPatterns"},
    kept=frozenset({"cache_duration"}),
)
KINDS: Final[Mapping[str, Kind]] = {kind.resource: kind for kind in (TERMS_KIND, CIMD_POLICY_KIND)}


class ClientSettingsError(Exception):
    """Cognito refused to read or write one of them."""


class ClientSettings:
    """Those of one kind, of one app client."""

    def __init__(
        self,
        cognito: Any,
        kind: Kind,
        user_pool_id: str,
        client_id: str,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """`cognito`: boto3's client; `wait`: for so many seconds, while somebody else changes the pool."""
        self._cognito = cognito
        self._kind = kind
        self._keys = {"UserPoolId": user_pool_id, "ClientId": client_id}
        self._wait = wait

    def described(self, own_id: str) -> JsonObject | None:
        """The one of an id, as the configuration says it; None where there is none. Raises ClientSettingsError."""
        try:
            found = self._call("Describe", **{self._kind.id_member: own_id})[self._kind.api_name]
            return configured(self._kind, found)
        except self._cognito.exceptions.ClientError as error:
            if code_of(error) == NOT_THERE:
                return None
            raise self._refused("read", error) from error

    def ensure(self, wanted: Mapping[str, Any]) -> str:
        """Have it as it is wanted: its id.

        What the client has by that name is changed where it differs: an adopted client's own, and what a deployment has
        made that was ended before it could say so. Raises ClientSettingsError.
        """
        try:
            return patient(lambda: self._ensure(wanted), self._wait)
        except self._cognito.exceptions.ClientError as error:
            raise self._refused("written", error) from error

    def update(self, own_id: str, wanted: Mapping[str, Any]) -> None:
        """Change it. Raises ClientSettingsError."""
        try:
            patient(lambda: self._update(own_id, wanted), self._wait)
        except self._cognito.exceptions.ClientError as error:
            raise self._refused("written", error) from error

    def delete(self, own_id: str) -> None:
        """Delete it, if it is still there. Raises ClientSettingsError."""
        try:
            patient(lambda: self._call("Delete", **{self._kind.id_member: own_id}), self._wait)
        except self._cognito.exceptions.ClientError as error:
            if code_of(error) != NOT_THERE:
                raise self._refused("deleted", error) from error

    def _ensure(self, wanted: Mapping[str, Any]) -> str:
        found = self._found(str(wanted[self._kind.name_key]))
        if found is None:
            made = self._call("Create", **in_the_api(self._kind, wanted))[self._kind.api_name]
            return str(made[self._kind.id_member])
        own_id = str(found[self._kind.id_member])
        if not covers(configured(self._kind, found), wanted):
            self._update(own_id, wanted)
        return own_id

    def _update(self, own_id: str, wanted: Mapping[str, Any]) -> None:
        self._call("Update", **{self._kind.id_member: own_id}, **in_the_api(self._kind, wanted))

    def _found(self, name: str) -> Mapping[str, Any] | None:
        """The one of a name that the client has."""
        for one in self._of_the_client(name):
            if one[self._kind.members[self._kind.name_key]] == name:
                return one
        return None

    def _of_the_client(self, name: str) -> Iterator[Mapping[str, Any]]:
        if self._kind is TERMS_KIND:
            try:
                yield self._call("DescribeByClient", TermsName=name)["Terms"]
            except self._cognito.exceptions.ClientError as error:
                if code_of(error) != NOT_THERE:
                    raise
            return
        for one in self._policies():
            if one.get("ClientId") == self._keys["ClientId"] and one["PolicyName"] == name:
                yield self._call("Describe", CIMDPolicyId=one["CIMDPolicyId"])["CIMDPolicy"]

    def _policies(self) -> Iterator[Mapping[str, Any]]:
        token: dict[str, str] = {}
        while True:
            page = self._cognito.list_cimd_policies(UserPoolId=self._keys["UserPoolId"], MaxResults=60, **token)
            yield from page["CIMDPolicies"]
            if not page.get("NextToken"):
                return
            token = {"NextToken": page["NextToken"]}

    def _call(self, verb: str, **parameters: Any) -> Any:
        from botocore import xform_name  # noqa: PLC0415 - for the process that has boto3 anyway

        verb, _, by_client = verb.partition("By")
        operation = f"{verb}{self._kind.api_name}" + (f"By{by_client}" if by_client else "")
        model = service_model(USER_POOLS)
        members = model.members_of(str(model.input_of(operation)))
        given = {name: value for name, value in {**self._keys, **parameters}.items() if name in members}
        return getattr(self._cognito, xform_name(operation))(**given)

    def _refused(self, what: str, error: Exception) -> ClientSettingsError:
        owner = f"the app client {self._keys['ClientId']} of the user pool {self._keys['UserPoolId']}"
        return ClientSettingsError(f"A {self._kind.noun} of {owner} couldn't be {what}: {error}")


def configured(kind: Kind, described: Mapping[str, Any]) -> JsonObject:
    """One of a kind as the configuration says it, from what Cognito says of it."""
    return {key: described[name] for key, name in kind.members.items() if described.get(name) is not None}


def in_the_api(kind: Kind, properties: Mapping[str, Any]) -> JsonObject:
    """What a resource's properties configure, as the API's parameters."""
    return {kind.members[key]: value for key, value in settings_of(kind, properties).items()}


def settings_of(kind: Kind, properties: Mapping[str, Any]) -> JsonObject:
    """Those among a resource's properties that the configuration says; whole numbers as such, which Pulumi has not."""
    found = {key: properties[key] for key in kind.members if properties.get(key) is not None}
    return {key: int(value) if isinstance(value, float) else value for key, value in found.items()}
