"""Which members of the raw description a key of the configuration stands for."""

from collections.abc import Mapping
from typing import Final

from tests.automation.adoption.raw_description import Path

_PLACES: Final[Mapping[str, str]] = {
    "clients[].risk_configuration": "clients * risk",
    "clients[].ui_customization": "clients * ui",
    "clients[].branding": "clients * branding",
    "clients[]": "clients *",
    "risk_configuration": "risk",
    "ui_customization": "ui",
    "groups[]": "groups *",
    "resource_servers[]": "servers *",
    "identity_providers[]": "providers *",
    "domain": "domain",
    "domain.certificate_arn": "domain custom_domain_config certificate_arn",
    "log_configurations": "logs log_configurations",
    "mfa_configuration": "mfa mfa_configuration",
    "email_mfa_configuration": "mfa email_mfa_configuration",
    "software_token_mfa_configuration": "mfa software_token_mfa_configuration",
    "sms_authentication_message": "mfa sms_mfa_configuration sms_authentication_message",
    "sms_configuration": "mfa sms_mfa_configuration sms_configuration",
    "web_authn_configuration": "mfa web_authn_configuration",
    "password_policy": "pool policies password_policy",
    "sign_in_policy": "pool policies sign_in_policy",
    "pool_name": "pool name",
    "tags": "pool user_pool_tags",
    "email_configuration.from_email_address": "pool email_configuration from",
    "schemas": "pool schema_attributes",
}
"""Where the members of a key, and of the keys in it, are; of all others, at `pool` by their own names."""
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "clients[].access_token_validity": ("clients * token_validity_units access_token",),
    "clients[].allowed_oauth_flows": ("clients * allowed_oauth_flows_user_pool_client",),
    "clients[].id_token_validity": ("clients * token_validity_units id_token",),
    "clients[].refresh_token_validity": ("clients * token_validity_units refresh_token",),
    "clients[].ui_customization": ("clients * ui",),
    "domain": ("pool domain", "pool custom_domain"),
    "domain.managed_login_version": ("clients * branding",),  # each client gets one
    "lambda_config.pre_token_generation": ("pool lambda_config pre_token_generation_config",),
    "lambda_config.pre_token_generation_config": ("pool lambda_config pre_token_generation",),
    "mfa_configuration": ("pool mfa_configuration", "mfa sms_mfa_configuration"),
    "password_policy": ("pool admin_create_user_config unused_account_validity_days",),
    "sms_authentication_message": ("pool sms_authentication_message",),
    "sms_configuration": ("pool sms_configuration",),
    "ui_customization": ("ui",),
    "verification_message_template": (
        "pool email_verification_message",
        "pool email_verification_subject",
        "pool sms_verification_message",
    ),
}
"""What else a key, and the keys in it, may change: Cognito says it in two places, or the component hangs it on it."""


def stands_for(key: str, member: Path) -> bool:
    """Whether a member of the raw description is one that the key, or a key in it, says."""
    also = (place for prefix, places in _ALSO.items() if key.startswith(prefix) for place in places)
    return any(_is_within(member, place) for place in (_place(key), *also))


def _place(key: str) -> str:
    for prefix in sorted(_PLACES, key=len, reverse=True):
        if key == prefix or key.startswith((f"{prefix}.", f"{prefix}[].")):
            rest = key[len(prefix) :].removeprefix("[]").removeprefix(".")
            return f"{_PLACES[prefix]} {rest.replace('[].', ' ').replace('.', ' ')}".strip()
    return "pool " + key.replace("[].", " ").replace(".", " ")


def _is_within(member: Path, place: str) -> bool:
    parts = [part for part in member if not part.isdigit()]
    wanted = place.split()
    return len(parts) >= len(wanted) and all(
        want == "*" or _plain(want) == _plain(part) for want, part in zip(wanted, parts, strict=False)
    )


def _plain(name: str) -> str:
    return name.replace("_", "").lower().rstrip("s")
