"""What Cognito knows of identity providers of its own accord (CreateIdentityProvider, ProviderDetails)."""

from collections.abc import Mapping
from typing import Final

SOCIAL: Final = frozenset({"Facebook", "Google", "LoginWithAmazon", "SignInWithApple"})
"""Types whose providers have the type's name."""
SUBJECT_CLAIMS: Final[Mapping[str, str]] = {
    "Facebook": "id",
    "Google": "sub",
    "LoginWithAmazon": "user_id",
    "SignInWithApple": "sub",
    "OIDC": "sub",
}
"""What names a user, by type: mapped to `username` where a mapping doesn't say so itself. SAML has its NameID."""
FACEBOOK_VERSION: Final = "v12.0"
"""Of Facebook's API, where a provider's details don't name one."""


def completed_details(provider_type: str, given: Mapping[str, str]) -> dict[str, str]:
    """Details with the addresses and methods that Cognito adds; what is given counts more."""
    match provider_type:
        case "Google":
            known = {
                "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
                "attributes_url_add_attributes": "true",
                "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
                "oidc_issuer": "https://accounts.google.com",
                "token_request_method": "POST",
                "token_url": "https://www.googleapis.com/oauth2/v4/token",
            }
        case "Facebook":
            version = given.get("api_version") or FACEBOOK_VERSION
            known = {
                "attributes_url": f"https://graph.facebook.com/{version}/me?fields=",
                "attributes_url_add_attributes": "true",
                "authorize_url": f"https://www.facebook.com/{version}/dialog/oauth",
                "token_request_method": "GET",
                "token_url": f"https://graph.facebook.com/{version}/oauth/access_token",
            }
        case "LoginWithAmazon":
            known = {
                "attributes_url": "https://api.amazon.com/user/profile",
                "attributes_url_add_attributes": "false",
                "authorize_url": "https://www.amazon.com/ap/oa",
                "token_request_method": "POST",
                "token_url": "https://api.amazon.com/auth/o2/token",
            }
        case "SignInWithApple":
            known = {
                "attributes_url_add_attributes": "false",
                "authorize_url": "https://appleid.apple.com/auth/authorize",
                "oidc_issuer": "https://appleid.apple.com",
                "token_request_method": "POST",
                "token_url": "https://appleid.apple.com/auth/token",
            }
        case "OIDC":
            known = {"attributes_url_add_attributes": "false"}
        case _:
            known = {}
    return {**known, **given}
