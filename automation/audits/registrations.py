"""A pool as a program's resources would make it: Pulumi's inputs, translated as the provider translates them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botocore.model import ServiceModel

from auditing.pool import Absence, DescribedPool, Part, Words
from local.provider.resources import RESOURCES

_PREFIX: Final = "aws:cognito/"
_UNSAID: Final = {
    Part.SECRETS: "A configuration doesn't say how old a secret is; audit the deployed pool.",
    Part.WEB_ACL: "A configuration doesn't say whether a web ACL is associated; audit the deployed pool.",
    Part.METADATA_POLICIES: "The provider has no resource for client metadata policies; audit the deployed pool.",
}


@dataclass(frozen=True, slots=True)
class Registration:
    """A resource that a program registers."""

    kind: str
    """Pulumi's type token."""
    id: str
    inputs: Mapping[str, Any]
    """In Pulumi's words, plain; what isn't known yet is left out."""


def describe(name: str, registrations: Sequence[Registration], models: Mapping[str, ServiceModel]) -> DescribedPool:
    """The pool that they make, with all of them as its own. `models`: botocore's service models by their names.

    Raises ValueError where there is no user pool among them, or where an input has a wrong form.
    """
    translated = _Translation(registrations, models)
    pool = next(translated.of("userPool:UserPool"), None)
    if pool is None:
        raise ValueError("there is no user pool")
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
        identity_pools=[{"CognitoIdentityProviders": [], **one} for one in translated.of("identityPool:IdentityPool")],
        absent={part: Absence(reason, refused=False) for part, reason in _UNSAID.items()},
    )


class _Translation:
    def __init__(self, registrations: Iterable[Registration], models: Mapping[str, ServiceModel]) -> None:
        self._registrations = list(registrations)
        self._models = models

    def of(self, kind: str) -> Iterator[Words]:
        """What creating each of this kind sends."""
        return (words for _, words in self._translated(kind))

    def clients(self) -> Iterator[Words]:
        """The clients as Cognito would describe them: with its defaults, and whether they have a secret."""
        for registration, words in self._translated("userPoolClient:UserPoolClient"):
            yield {
                "EnableTokenRevocation": True,  # CreateUserPoolClient's default
                **words,
                "ClientId": registration.id,
                **({"ClientSecret": True} if words.get("GenerateSecret") else {}),
            }

    def mfa(self) -> Words:
        """What SetUserPoolMfaConfig sends; MFA is off where it isn't called."""
        kind = f"{_PREFIX}userPool:UserPool"
        resource = RESOURCES[kind]
        for registration in self._registrations:
            if registration.kind == kind:
                properties = {**registration.inputs, "id": registration.id}
                for call in resource.after_create(self._models[resource.service], properties):
                    return call.parameters
        return {"MfaConfiguration": "OFF"}

    def _translated(self, kind: str) -> Iterator[tuple[Registration, Words]]:
        resource = RESOURCES[f"{_PREFIX}{kind}"]
        for registration in self._registrations:
            if registration.kind == resource.kind:
                model = self._models[resource.service]
                yield registration, resource.request(model, resource.create, dict(registration.inputs)).parameters
