"""A user pool's domains: a prefix of Amazon's, and a name of one's own."""

import hashlib
from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.call import Call, Handler
from local.cognito.errors import invalid, not_found
from local.cognito.json_types import JsonObject, copied
from local.cognito.store.pools import Domain, UserPool

APP_VERSION: Final = "20190128175402"
"""Of the hosted pages: what DescribeUserPoolDomain's example has."""


def create_user_pool_domain(call: Call) -> JsonObject:
    """CreateUserPoolDomain: a pool has one prefix and one custom domain at most."""
    pool = call.pool
    custom = call.get("CustomDomainConfig")
    domain = Domain(call["Domain"], pool.id, pool.region, copied(custom), call.get("ManagedLoginVersion", 1))
    store = call.engine.store
    with store.lock:  # names are everybody's: whoever comes first has one
        if domain.key in store.domains:
            raise invalid("Domain already associated with another user pool.")
        if any(bool(one.custom) == bool(custom) for one in pool.domains):
            raise invalid("User pool already has a domain configured.")
        call.add(domain)
    return _answer(domain)


def update_user_pool_domain(call: Call) -> JsonObject:
    """UpdateUserPoolDomain: the certificate, and which version of managed login it has."""
    domain = _of_pool(call, call.pool)
    given = call.get("CustomDomainConfig")
    if given and not domain.custom:
        raise invalid("Cannot convert prefix domain to custom domain.")
    if domain.custom and not given:
        raise invalid("Cannot convert custom domain to prefix domain.")
    if given:
        domain.custom = copied(given)
    domain.managed_login_version = call.get("ManagedLoginVersion", domain.managed_login_version)
    call.save(domain)
    return _answer(domain)


def describe_user_pool_domain(call: Call) -> JsonObject:
    """DescribeUserPoolDomain: what isn't there is described by nothing."""
    name, domains = call["Domain"], call.engine.store.domains
    domain = domains.get((name, "")) or domains.get((name, call.region))
    return {"DomainDescription": _described(domain) if domain else {}}


def delete_user_pool_domain(call: Call) -> JsonObject:
    """DeleteUserPoolDomain."""
    domain = next((one for one in call.pool.domains if one.name == call["Domain"]), None)
    if domain is None:
        raise invalid("No such domain or user pool exists.")
    with call.engine.store.lock:
        call.remove(domain)
    return {}


def cloudfront_domain(domain: Domain) -> str:
    """The CloudFront distribution in front of a domain: the same whenever it is asked for."""
    return f"d{hashlib.sha256(':'.join(domain.key).encode()).hexdigest()[:13]}.cloudfront.net"


def _of_pool(call: Call, pool: UserPool) -> Domain:
    found = next((one for one in pool.domains if one.name == call["Domain"]), None)
    if found is None:
        raise not_found("User pool domain was not found.")
    return found


def _answer(domain: Domain) -> JsonObject:
    version = {"ManagedLoginVersion": domain.managed_login_version}
    return {**version, **({"CloudFrontDomain": cloudfront_domain(domain)} if domain.custom else {})}


def _described(domain: Domain) -> JsonObject:
    return {
        "UserPoolId": domain.pool_id,
        "AWSAccountId": ids.ACCOUNT_ID,
        "Domain": domain.name,
        "S3Bucket": f"aws-cognito-prod-{domain.region}-assets",
        "CloudFrontDistribution": cloudfront_domain(domain),
        "Version": APP_VERSION,
        "Status": "ACTIVE",
        "CustomDomainConfig": copied(domain.custom or {}),
        "ManagedLoginVersion": domain.managed_login_version,
        **copied(domain.details),
    }


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateUserPoolDomain": create_user_pool_domain,
    "UpdateUserPoolDomain": update_user_pool_domain,
    "DescribeUserPoolDomain": describe_user_pool_domain,
    "DeleteUserPoolDomain": delete_user_pool_domain,
}
