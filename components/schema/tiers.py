"""What needs a feature plan above LITE."""

from collections.abc import Iterator

from cognito_model.tiers import LITE
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, blocks, items, listed


def not_on_lite(auth: Known, path: str) -> Iterator[Problem]:
    """A problem for a feature that the LITE plan lacks."""
    if auth.get("user_pool_tier") == LITE:
        yield Problem(path, "needs user_pool_tier ESSENTIALS or PLUS; it is LITE")


def features_need_a_tier(auth: Known) -> Iterator[Problem]:
    """What else the LITE plan lacks (CreateUserPool, AWS's price list)."""
    if block(auth, "password_policy").get("password_history_size", UNKNOWN) not in {0, UNKNOWN}:
        yield from not_on_lite(auth, "password_policy.password_history_size")
    factors = listed(block(auth, "sign_in_policy"), "allowed_first_auth_factors")
    if any(factor != "PASSWORD" for factor in factors):
        yield from not_on_lite(auth, "sign_in_policy")
    passkeys = block(auth, "web_authn_configuration")
    if passkeys.get("factor_configuration") == "MULTI_FACTOR_WITH_USER_VERIFICATION":
        yield from not_on_lite(auth, "web_authn_configuration.factor_configuration")
    tokens = block(block(auth, "lambda_config"), "pre_token_generation_config")
    if tokens.get("lambda_version", UNKNOWN) not in {"V1_0", UNKNOWN}:
        yield from not_on_lite(auth, "lambda_config.pre_token_generation_config.lambda_version")
    for path, client in blocks(auth, "clients"):
        for where, flow in items(client, "explicit_auth_flows", path):
            if flow == "ALLOW_USER_AUTH":
                yield from not_on_lite(auth, where)


RULES = (features_need_a_tier,)
