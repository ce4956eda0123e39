"""Identity providers of a user pool: SAML, OIDC and the social ones."""

from collections.abc import Mapping
from typing import Any

from botocore.model import ServiceModel

from local.provider.operation import ApiCall, Operation
from local.provider.resource import Around, Identity, Import, Resource, Update
from local.provider.updates import only_what_changes
from local.provider.values import Properties

_KEYS = {"ProviderName": "providerName", "UserPoolId": "userPoolId"}
_READ_ONLY = frozenset({"ActiveEncryptionCertificate", "SLORedirectBindingURI", "SSORedirectBindingURI"})
_CHOSEN_BY_COGNITO: Mapping[str, Mapping[str, str]] = {
    "Google": {
        "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "oidc_issuer": "https://accounts.google.com",
        "token_request_method": "POST",
        "token_url": "https://www.googleapis.com/oauth2/v4/token",
    },
}
"""What Cognito answers for details that nobody gave ("Describe response" of CreateIdentityProvider)."""


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

    def completed(self, properties: Properties, around: Around) -> Properties:
        """Of the details, only those that are somebody's choice."""
        asked = around.inputs.get("providerDetails")
        given: Mapping[str, Any] = asked if isinstance(asked, Mapping) else {}
        chosen = _CHOSEN_BY_COGNITO.get(str(properties.get("providerType")), {})
        own = {
            name: value
            for name, value in properties.get("providerDetails", {}).items()
            if name in given or (name not in _READ_ONLY and chosen.get(name) != value)
        }
        return {**properties, "providerDetails": own}
