"""A pool as a program's resources would make it: Pulumi's inputs, translated as the provider translates them."""

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import botocore.session
from botocore.model import ServiceModel, StructureShape

from auditing.partly_known import guarded
from auditing.pool import Absence, DescribedPool, Part, Words
from local.provider.operation import IDENTITY_SERVICE, SERVICE, output_shape
from local.provider.resources import RESOURCES
from local.provider.values import Opaque

LATER: Final = Opaque("not known yet")
"""Stands for an input that a preview doesn't know yet."""
WEB_ACL_ASSOCIATION: Final = "aws:wafv2/webAclAssociation:WebAclAssociation"
_PREFIX: Final = "aws:cognito/"
_LABELS: Final = {
    "userPool:UserPool": ("user pool", "PoolName"),
    "userPoolClient:UserPoolClient": ("app client", "ClientName"),
    "managedUserPoolClient:ManagedUserPoolClient": ("app client", "ClientName"),
    "identityProvider:IdentityProvider": ("identity provider", "ProviderName"),
    "userGroup:UserGroup": ("group", "GroupName"),
    "identityPool:IdentityPool": ("identity pool", "IdentityPoolName"),
}
"""A kind to what findings call one, and the member that names it."""
_UNSAID: Final = {
    Part.SECRETS: "A configuration doesn't say how old a secret is; audit the deployed pool.",
    Part.WEB_ACL: "A configuration doesn't say whether a web ACL is associated; audit the deployed pool.",
    Part.CLIENT_REGISTRATION: "The provider has no argument for dynamic client registration; audit the deployed pool.",
    Part.METADATA_POLICIES: "The provider has no resource for client metadata policies; audit the deployed pool.",
}


@dataclass(frozen=True, slots=True)
class Registration:
    """A resource that a program registers."""

    kind: str
    """Pulumi's type token."""
    id: str
    inputs: Mapping[str, Any]
    """In Pulumi's words, plain; what isn't known yet is LATER, or left out where it doesn't matter."""


@functools.cache
def service_models() -> Mapping[str, ServiceModel]:
    """Botocore's models of what the resources are made of, by their names. Takes some hundredths of a second."""
    session = botocore.session.Session()
    return {service: session.get_service_model(service) for service in (SERVICE, IDENTITY_SERVICE)}


def describe(
    name: str,
    registrations: Sequence[Registration],
    models: Mapping[str, ServiceModel],
    absent: Mapping[Part, Absence] | None = None,
) -> DescribedPool:
    """The pool that they make, with all of them as its own. `models`: botocore's service models by their names.

    `absent`: the parts that they don't tell. Reaching for what is LATER raises UnknownValueError.
    Raises ValueError where there is no user pool among them, and `absent` doesn't say why, or where an input has a
    wrong form.
    """
    absent = absent or {}
    translated = _Translation(registrations, models)
    pool = next(translated.of("userPool:UserPool"), {} if Part.POOL in absent else None)
    if pool is None:
        raise ValueError("the stack has no user pool")
    web_acl = translated.web_acl()
    unsaid = {part: Absence(reason, refused=False) for part, reason in _UNSAID.items()}
    if web_acl:
        del unsaid[Part.WEB_ACL]
    return DescribedPool(
        name=name,
        pool=pool,
        mfa=translated.mfa(),
        clients=[*translated.clients()],
        risk=[*translated.of("riskConfiguration:RiskConfiguration")],
        providers=[*translated.of("identityProvider:IdentityProvider")],
        groups=[*translated.of("userGroup:UserGroup")],
        resource_servers=[*translated.of("resourceServer:ResourceServer")],
        logs=[
            one
            for logs in translated.of("logDeliveryConfiguration:LogDeliveryConfiguration")
            for one in logs.get("LogConfigurations", [])
        ],
        web_acl=web_acl,
        identity_pools=[*translated.of("identityPool:IdentityPool")],
        absent={**unsaid, **absent},
    )


def label(kind: str, words: Words) -> str:
    """What findings call a resource: `app client NAME`."""
    called, member = _LABELS.get(kind.removeprefix(_PREFIX), (kind, ""))
    return f"{called} {words[member]}" if member in words else called


def client_name(registration: Registration) -> str:
    """The name of an app client; of another service's what it is found by."""
    names = (registration.inputs.get(name) for name in ("name", "namePrefix", "namePattern"))
    return next((str(name) for name in names if name), registration.id)


class _Translation:
    def __init__(self, registrations: Iterable[Registration], models: Mapping[str, ServiceModel]) -> None:
        self._registrations = list(registrations)
        self._models = models

    def of(self, kind: str) -> Iterator[Words]:
        """What creating each of this kind sends."""
        for registration, words in self._translated(kind):
            yield guarded(words, label(registration.kind, words), LATER)

    def clients(self) -> Iterator[Words]:
        """The clients as Cognito would describe them: with its defaults, and whether they have a secret."""
        for registration, words in self._translated("userPoolClient:UserPoolClient"):
            client = {
                "EnableTokenRevocation": True,  # CreateUserPoolClient's default
                **words,
                "ClientId": registration.id,
                **({"ClientSecret": True} if words.get("GenerateSecret") else {}),
            }
            yield guarded(client, label(registration.kind, client), LATER)
        for registration, words in self._translated("managedUserPoolClient:ManagedUserPoolClient"):
            # It is another service's: what the program doesn't set stays as it is, whatever that is.
            client = {**self._all_later(registration.kind), **words, "ClientId": registration.id}
            client["ClientName"] = client_name(registration)
            yield guarded(client, label(registration.kind, client), LATER)

    def mfa(self) -> Words:
        """What SetUserPoolMfaConfig sends; MFA is off where it isn't called."""
        kind = f"{_PREFIX}userPool:UserPool"
        resource = RESOURCES[kind]
        for registration in self._registrations:
            if registration.kind == kind:
                properties = {**registration.inputs, "id": registration.id}
                for call in resource.after_create(self._models[resource.service], properties):
                    return guarded(call.parameters, label(kind, {}), LATER)
        return {"MfaConfiguration": "OFF"}

    def web_acl(self) -> str:
        """The ARN of the one that is associated; empty where none is."""
        associations = (one for one in self._registrations if one.kind == WEB_ACL_ASSOCIATION)
        return next((str(one.inputs.get("webAclArn")) for one in associations), "")

    def _all_later(self, kind: str) -> dict[str, Any]:
        resource = RESOURCES[kind]
        shape: StructureShape = output_shape(self._models[resource.service], resource.reads[0])
        return dict.fromkeys(shape.members, LATER)

    def _translated(self, kind: str) -> Iterator[tuple[Registration, dict[str, Any]]]:
        resource = RESOURCES[f"{_PREFIX}{kind}"]
        for registration in self._registrations:
            if registration.kind == resource.kind:
                model = self._models[resource.service]
                properties = dict(registration.inputs)
                yield registration, resource.request(model, resource.create, properties).parameters
