"""Where a user pool's OAuth 2.0 and OpenID Connect endpoints answer.

On AWS the issuer is the regional Cognito API and the endpoints belong to the pool's domain; a target with an endpoint
of its own (the local engine) serves them all there, while its tokens still name AWS's issuer.
"""

from dataclasses import dataclass
from typing import Final

from cognito_model.regions import partition_of, region_of_pool

ORIGINAL_ISSUER: Final = "ORIGINAL"


@dataclass(frozen=True)
class Endpoints:
    """The addresses of one user pool; None where a pool without a domain has none."""

    issuer: str
    jwks_uri: str
    hosted_ui_url: str | None

    def at(self, path: str) -> str | None:
        """The endpoint at a path of the hosted UI."""
        return None if self.hosted_ui_url is None else f"{self.hosted_ui_url}{path}"


def issuer_of(user_pool_id: str) -> str:
    """The `iss` of a user pool's tokens."""
    return issuers_of(user_pool_id)[0]


def issuers_of(user_pool_id: str) -> tuple[str, str]:
    """Both forms of it: ORIGINAL, and the one that pools can be moved to, UPDATED (IssuerConfigurationType)."""
    region = region_of_pool(user_pool_id)
    host = f"cognito-idp.{region}.{partition_of(region).dns_suffix}"
    return f"https://{host}/{user_pool_id}", f"https://issuer-{host}/{user_pool_id}"


def endpoints_of(
    user_pool_id: str,
    domain: str | None,
    endpoint_url: str | None,
    *,
    is_issuer: bool = False,
    issuer_type: str = ORIGINAL_ISSUER,
) -> Endpoints:
    """The endpoints of a user pool.

    Args:
        user_pool_id: e.g. `us-east-1_a1B2c3D4e`.
        domain: the prefix, or the whole name of a custom domain (the one with dots in it).
        endpoint_url: where everything answers, on a target that isn't AWS.
        is_issuer: whether the tokens' issuer is there as well.
        issuer_type: ORIGINAL, or UPDATED, whose issuer has the keys as well (IssuerConfigurationType).

    """
    original, updated = issuers_of(user_pool_id)
    issuer = original if issuer_type == ORIGINAL_ISSUER else updated
    if endpoint_url:
        base = endpoint_url.rstrip("/")
        issuer = f"{base}/{user_pool_id}" if is_issuer else issuer
        return Endpoints(issuer, f"{base}/{user_pool_id}/.well-known/jwks.json", base)
    return Endpoints(issuer, f"{issuer}/.well-known/jwks.json", _hosted_ui_url(domain, region_of_pool(user_pool_id)))


def _hosted_ui_url(domain: str | None, region: str) -> str | None:
    if not domain:
        return None
    if "." in domain:
        return f"https://{domain}"
    auth = "auth-fips" if partition_of(region).id == "aws-us-gov" else "auth"
    return f"https://{domain}.{auth}.{region}.amazoncognito.com"
