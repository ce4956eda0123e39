"""Who a pool's tokens say they are from, how sure they say to be, and which key the pool's data is encrypted with."""

from collections.abc import Iterator
from typing import Final

from components.checking.examples import example_for
from components.checking.keys import Key, entry, table
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block
from components.schema.tiers import not_on_lite

EXAMPLE_KEY: Final = example_for("kms_key_arn")
_LEVELS: Final = ("level1", "level2", "level3", "level4")
_DEFAULT_NAME: Final = "urn:cognito:loa:{}"

ISSUER_CONFIGURATION: Final = table(
    "IssuerConfigurationArgs",
    "The issuer that the pool's tokens name.",
    entry(
        "type",
        "IssuerType",
        "ORIGINAL, or UPDATED: `https://issuer-cognito-idp.<region>...`, whose keys several regions serve.",
        required=True,
    ),
)

KEY_CONFIGURATION: Final = table(
    "KeyConfigurationArgs",
    "The key that the pool's data is encrypted with.",
    entry("key_type", "EncryptionKeyType", "AWS_OWNED_KEY or CUSTOMER_MANAGED_KEY.", required=True),
    entry(
        "kms_key_arn",
        "EncryptionKeyArnType",
        "The ARN of your KMS key; required with CUSTOMER_MANAGED_KEY.",
        words="none",
    ),
)

ACR_LEVEL: Final = table(
    "AcrLevelArgs",
    "A level of authentication.",
    entry("acr_value", "AcrValueType", "The value of the `acr` claim.", required=True),
)


def _level(number: int, meaning: str) -> Key:
    return entry(f"level{number}", ACR_LEVEL, meaning, words=_DEFAULT_NAME.format(number))


ACR_CONFIGURATION: Final = table(
    "AcrConfigurationArgs",
    "Names for the levels of authentication in the `acr` claim of tokens; needs a plan above LITE.",
    *(_level(number, f"The name of level {number} of the four.") for number in range(1, 1 + len(_LEVELS))),
)


def a_customers_key_is_named(auth: Known) -> Iterator[Problem]:
    """A key of one's own has an ARN, Amazon's has none (KeyConfigurationType)."""
    configuration, path = block(auth, "key_configuration"), "key_configuration.kms_key_arn"
    kind, arn = configuration.get("key_type", UNKNOWN), configuration.get("kms_key_arn")
    if kind == "CUSTOMER_MANAGED_KEY" and arn is None:
        yield Problem(path, "is required with key_type CUSTOMER_MANAGED_KEY", suggestion=EXAMPLE_KEY)
    elif kind == "AWS_OWNED_KEY" and arn is not None:
        yield Problem(path, "is for key_type CUSTOMER_MANAGED_KEY; leave it out")
    elif arn not in {None, UNKNOWN} and arn.split(":")[2] != "kms":
        yield Problem(path, "must be the ARN of a KMS key", arn, EXAMPLE_KEY)


def levels_have_names_of_their_own(auth: Known) -> Iterator[Problem]:
    """Names are unique "across all four levels, including any default names" (UpdateUserPool), and not for LITE."""
    if "acr_configuration" not in auth:
        return
    yield from not_on_lite(auth, "acr_configuration")
    configured = block(auth, "acr_configuration")
    names = {level: block(configured, level).get("acr_value") for level in _LEVELS}
    for number, (level, name) in enumerate(names.items(), 1):
        if level in configured and name not in {None, UNKNOWN}:
            defaults = {_DEFAULT_NAME.format(i) for i, other in enumerate(_LEVELS, 1) if other not in configured}
            others = {given for other, given in names.items() if other != level} | defaults
            if name in others:
                path, free = f"acr_configuration.{level}.acr_value", f"urn:example:loa:{number}"
                yield Problem(
                    path, "must be unique among the levels, including the default names of the others", name, free
                )


RULES = (a_customers_key_is_named, levels_have_names_of_their_own)
