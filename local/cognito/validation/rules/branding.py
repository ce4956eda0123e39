"""Managed login's branding styles, and what the classic hosted UI needs."""

import json
from typing import Final

from cognito_model.resource_quotas import MAX_BRANDING_REQUEST_BYTES
from local.cognito.call import Call
from local.cognito.errors import invalid
from local.cognito.validation.rules.rule import Table, pool_of


def small_enough(call: Call) -> None:
    """What is larger goes in several requests (CreateManagedLoginBranding)."""
    if len(json.dumps(call.parameters)) > MAX_BRANDING_REQUEST_BYTES:
        raise invalid(f"Request exceeds the maximum size of {MAX_BRANDING_REQUEST_BYTES} bytes")


def own_images_or_cognitos_look(call: Call) -> None:
    """With Cognito's own look there are no images ("you must also omit values for Settings and Assets")."""
    if call.get("UseCognitoProvidedValues") and call.get("Assets"):
        raise invalid("Assets cannot be specified when useCognitoProvidedValues is true")


def has_a_domain(call: Call) -> None:
    """The classic hosted UI is on a domain (SetUICustomization)."""
    pool = pool_of(call)
    if pool and not pool.domains:
        raise invalid("There has to be an existing domain associated with this user pool")


RULES: Final[Table] = {
    "CreateManagedLoginBranding": (small_enough, own_images_or_cognitos_look),
    "UpdateManagedLoginBranding": (small_enough, own_images_or_cognitos_look),
    "SetUICustomization": (has_a_domain,),
}
