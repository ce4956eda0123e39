"""Identity providers of a user pool: SAML, OIDC and the social ones."""

from collections.abc import Mapping
from typing import Any

from botocore.model import ServiceModel

from cognito_model.identity_providers import SUBJECT_CLAIMS, completed_details
from local.provider.operation import ApiCall, Operation
from local.provider.resource import Identity, Import, OutputContext, Resource, Update
from local.provider.updates import only_what_changes
from local.provider.values import Properties

_KEYS = {"ProviderName": "providerName", "UserPoolId": "userPoolId"}
_READ_ONLY = frozenset({"ActiveEncryptionCertificate", "SLORedirectBindingURI", "SSORedirectBindingURI"})
_NOT_ANSWERED = frozenset({"private_key"})


class IdentityProvider(Resource):
    """An identity provider. A pool has its name only once."""

    kind = "aws:cognito/identityProvider:IdentityProvider"
    label = "identity provider"
    inputs = ("attributeMapping", "idpIdentifiers", "providerDetails", "providerName", "providerType", "userPoolId")
    required = frozenset({"providerDetails", "providerName", "providerType", "userPoolId"})
    computed = frozenset({"attributeMapping"})
    identity = Identity(
        frozenset({"providerName", "userPoolId"}),
        template="{userPoolId}:{providerName}",
        imported=Import(("userPoolId", "providerName"), ":"),
    )
    create = Operation("CreateIdentityProvider", result="IdentityProvider")
    reads = (Operation("DescribeIdentityProvider", keys=_KEYS, result="IdentityProvider"),)
    update = Operation("UpdateIdentityProvider", keys=_KEYS, result="IdentityProvider")
    delete = Operation("DeleteIdentityProvider", keys=_KEYS)
    create_answers_all = True
    delete_before_replace = True

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """Only what changes."""
        return only_what_changes(self, model, update, main)

    def completed(self, properties: Properties, around: OutputContext) -> Properties:
        """Of details and mapping, only what is somebody's choice; with what Cognito keeps to itself."""
        kind, details = str(properties.get("providerType")), properties.get("providerDetails", {})
        asked = _mapping(around.inputs.get("providerDetails"))
        own = {name: details[name] for name in details if name in asked or not _is_cognitos(kind, details, name)}
        kept = {name: value for name, value in asked.items() if name in _NOT_ANSWERED}
        completed = {**properties, "providerDetails": {**kept, **own}}
        asked_mapping = _mapping(around.inputs.get("attributeMapping"))
        if asked_mapping and "attributeMapping" in properties:
            completed["attributeMapping"] = _without_subject(kind, properties["attributeMapping"], asked_mapping)
        return completed

    def implied(self, inputs: Properties, state: Properties) -> Properties:
        """An import can't tell whether it was the program that mapped the user's name."""
        asked, found = _mapping(inputs.get("attributeMapping")), _mapping(state.get("attributeMapping"))
        if not asked or not found:
            return {}
        return {"attributeMapping": _without_subject(str(state.get("providerType")), found, asked)}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _is_cognitos(provider_type: str, details: Mapping[str, Any], name: str) -> bool:
    """Whether Cognito would answer the same if nobody had given this detail."""
    rest = {other: value for other, value in details.items() if other != name}
    return name in _READ_ONLY or completed_details(provider_type, rest).get(name) == details[name]


def _without_subject(provider_type: str, found: Mapping[str, Any], asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """The mapping without the user's name, which Cognito maps in any case, unless the program does."""
    subject = SUBJECT_CLAIMS.get(provider_type)
    return {
        attribute: claim
        for attribute, claim in found.items()
        if attribute != "username" or attribute in asked or claim != subject
    }
