"""Identity providers of a user pool: SAML, OIDC and the social ones."""

from collections.abc import Mapping
from typing import Any

from local.provider.resource import Around, Operation, Resource
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


def _complete(properties: Properties, _answer: Mapping[str, Any], around: Around) -> Properties:
    """Of the details, only those that are somebody's choice."""
    details = properties.get("providerDetails", {})
    asked = around.inputs.get("providerDetails")
    given: Mapping[str, Any] = asked if isinstance(asked, Mapping) else {}
    chosen = _CHOSEN_BY_COGNITO.get(str(properties.get("providerType")), {})
    own = {
        name: value
        for name, value in details.items()
        if name in given or (name not in _READ_ONLY and chosen.get(name) != value)
    }
    return {**properties, "providerDetails": own}


IDENTITY_PROVIDER = Resource(
    kind="aws:cognito/identityProvider:IdentityProvider",
    label="identity provider",
    inputs=("attributeMapping", "idpIdentifiers", "providerDetails", "providerName", "providerType", "userPoolId"),
    outputs=(),
    required=frozenset({"providerDetails", "providerName", "providerType", "userPoolId"}),
    computed=frozenset({"attributeMapping"}),
    identity=frozenset({"providerName", "userPoolId"}),
    create=Operation("CreateIdentityProvider", result="IdentityProvider"),
    reads=(Operation("DescribeIdentityProvider", keys=_KEYS, result="IdentityProvider"),),
    update=Operation("UpdateIdentityProvider", keys=_KEYS, result="IdentityProvider"),
    delete=Operation("DeleteIdentityProvider", keys=_KEYS),
    id_from="{userPoolId}:{providerName}",
    import_names=("userPoolId", "providerName"),
    import_separator=":",
    create_answers_all=True,
    # A pool has a provider's name only once.
    delete_before_replace=True,
    update_steps=only_what_changes,
    complete=_complete,
)
