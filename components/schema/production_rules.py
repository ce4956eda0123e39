"""What the production profile asks of several keys together, as the audit's checks of these names do."""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, blocks, is_known, listed
from components.effective import MACHINE, default_verified_attributes, effective_client

_WEB: Final = ("http", "https")
_TAKEOVER: Final = "account_takeover_risk_configuration"
_COMPROMISED: Final = "compromised_credentials_risk_configuration"
_PASSWORDS: Final = frozenset(
    {
        "mfa",
        "mfa_by_sms_alone",
        "strong_passwords",
        "own_mail",
        "recovery_by_sms",
        "threat_protection",
        "high_risk_sign_ins",
        "compromised_credentials",
    }
)
"""What doesn't matter where everybody signs in at another provider."""


def exempt(auth: Known) -> frozenset[str]:
    """The names of what doesn't apply to a configuration."""
    found = _PASSWORDS if _only_federated(auth) else frozenset[str]()
    factors = listed(block(auth, "sign_in_policy"), "allowed_first_auth_factors")
    if set(factors) - {"PASSWORD"}:
        found |= {"mfa"}
    if "custom_email_sender" in block(auth, "lambda_config"):
        found |= {"own_mail"}
    return found


def _clients(auth: Known) -> Iterator[tuple[str, Known]]:
    """Each with the component's defaults, as far as they don't depend on what isn't known yet."""
    for path, client in blocks(auth, "clients"):
        deciding = ("allowed_oauth_flows", "callback_urls", "refresh_token_rotation")
        yield path, effective_client(client) if is_known(client, *deciding) else client


def _only_federated(auth: Known) -> bool:
    people = [client for _, client in _clients(auth) if listed(client, "allowed_oauth_flows") != [MACHINE]]
    providers = [listed(client, "supported_identity_providers") for client in people]
    return bool(providers) and all(names and "COGNITO" not in names for names in providers)


def mfa_by_sms_alone(auth: Known) -> Iterator[Problem]:
    """A second factor that is SMS and nothing else."""
    others = ("software_token_mfa_configuration", "email_mfa_configuration")
    if auth.get("mfa_configuration", "OFF") in {"OFF", UNKNOWN} or any(auth.get(key) is UNKNOWN for key in others):
        return
    enabled = block(auth, "software_token_mfa_configuration").get("enabled")
    if "sms_configuration" in auth and not enabled and "email_mfa_configuration" not in auth:
        given = UNKNOWN if enabled is None else enabled
        yield Problem("software_token_mfa_configuration.enabled", "must be true", value=given, suggestion=True)


def recovery_by_sms(auth: Known) -> Iterator[Problem]:
    """The way back into an account that is tried first."""
    mechanisms = [
        (mechanism.get("priority"), path, mechanism.get("name"))
        for path, mechanism in blocks(block(auth, "account_recovery_setting"), "recovery_mechanisms")
    ]
    known = [one for one in mechanisms if isinstance(one[0], int)]
    _, path, name = min(known, default=(0, "", ""), key=lambda one: one[0] or 0)
    if name == "verified_phone_number":
        where = f"account_recovery_setting.{path}.name"
        yield Problem(where, "must not come first", name, "verified_email")


def unverified_address_changes(auth: Known) -> Iterator[Problem]:
    """Addresses that are verified at sign-up are verified before they change, too."""
    key, settings = "attributes_require_verification_before_updates", auth.get("user_attribute_update_settings")
    names = listed(auth, "username_attributes") or listed(auth, "alias_attributes")
    verified = listed(auth, "auto_verified_attributes", default_verified_attributes(names))
    before = block(auth, "user_attribute_update_settings").get(key, [])
    if UNKNOWN in (settings, before):
        return
    if isinstance(before, list) and UNKNOWN not in before and set(verified) - set(before):
        where = f"user_attribute_update_settings.{key}"
        yield Problem(where, "must contain all auto_verified_attributes", before or UNKNOWN, verified)


def open_registration(auth: Known) -> Iterator[Problem]:
    """App clients that strangers register."""
    configuration = block(auth, "dcr_configuration")
    if configuration.get("enable_status", "Enabled") == "Enabled" and configuration.get("open_dcr_enabled") is True:
        yield Problem("dcr_configuration.open_dcr_enabled", "must be false", value=True, suggestion=False)


def custom_sign_in_protection(auth: Known) -> Iterator[Problem]:
    """Threat protection of custom challenges, where somebody can sign in by them."""
    flows = {flow for _, client in _clients(auth) for flow in listed(client, "explicit_auth_flows")}
    add_ons = auth.get("user_pool_add_ons")
    if add_ons is UNKNOWN or not (
        "define_auth_challenge" in block(auth, "lambda_config") or "ALLOW_CUSTOM_AUTH" in flows
    ):
        return
    additional = block(auth, "user_pool_add_ons").get("advanced_security_additional_flows", {})
    mode = UNKNOWN if additional is UNKNOWN else additional.get("custom_auth_mode")
    if mode not in {"ENFORCED", UNKNOWN}:
        where = "user_pool_add_ons.advanced_security_additional_flows.custom_auth_mode"
        yield Problem(where, "must be ENFORCED", UNKNOWN if mode is None else mode, "ENFORCED")


def high_risk_sign_ins(auth: Known) -> Iterator[Problem]:
    """What happens at a high risk, in the pool and at clients with reactions of their own."""
    for path, risk in _risks(auth):
        takeover = block(risk, _TAKEOVER)
        action = block(block(takeover, "actions"), "high_action").get("event_action")
        if not _has_unknown(risk, takeover) and action not in {"BLOCK", UNKNOWN}:
            yield _must_block(f"{path}.{_TAKEOVER}.actions.high_action.event_action", action)


def compromised_credentials(auth: Known) -> Iterator[Problem]:
    """What happens at a sign-in with a password that has leaked."""
    for path, risk in _risks(auth):
        leaked = block(risk, _COMPROMISED)
        action = block(leaked, "actions").get("event_action")
        if _has_unknown(risk, leaked):
            continue
        if action not in {"BLOCK", UNKNOWN}:
            yield _must_block(f"{path}.{_COMPROMISED}.actions.event_action", action)
        elif "SIGN_IN" not in listed(leaked, "event_filters", ["SIGN_IN"]):
            filters = leaked["event_filters"]
            if filters is not UNKNOWN and filters:
                where = f"{path}.{_COMPROMISED}.event_filters"
                yield Problem(where, "must contain SIGN_IN", filters, ["SIGN_IN", *filters])


def _risks(auth: Known) -> Iterator[tuple[str, Known]]:
    """The pool's reactions and those of clients, while threat protection acts."""
    if block(auth, "user_pool_add_ons").get("advanced_security_mode") != "ENFORCED":
        return
    if auth.get("risk_configuration") is not UNKNOWN:
        yield "risk_configuration", block(auth, "risk_configuration")
    for path, client in blocks(auth, "clients"):
        if isinstance(client.get("risk_configuration"), dict):
            yield f"{path}.risk_configuration", client["risk_configuration"]


def _has_unknown(*objects: Known) -> bool:
    return any(value is UNKNOWN for one in objects for value in one.values())


def _must_block(path: str, action: Any) -> Problem:
    return Problem(path, "must be BLOCK", UNKNOWN if action is None else action, "BLOCK")


def custom_schemes(auth: Known) -> Iterator[Problem]:
    """An app that anybody can pretend to be has no secret, and gets no tokens in a URL."""
    for path, client in _clients(auth):
        urls = [url for url in listed(client, "callback_urls") if urlsplit(url).scheme not in _WEB]
        if not urls:
            continue
        if client.get("generate_secret", False) is True:
            rule = f"must be false for an app with its own URL scheme ({urls[0]})"
            yield Problem(f"{path}.generate_secret", rule, value=True, suggestion=False)
        elif "implicit" in listed(client, "allowed_oauth_flows"):
            rule = f"must not contain implicit for an app with its own URL scheme ({urls[0]})"
            flows = listed(client, "allowed_oauth_flows")
            others = [flow for flow in flows if flow != "implicit"] or ["code"]
            yield Problem(f"{path}.allowed_oauth_flows", rule, flows, others)


_Rule: TypeAlias = Callable[[Known], Iterator[Problem]]
TOGETHER: Final[tuple[_Rule, ...]] = (
    mfa_by_sms_alone,
    recovery_by_sms,
    unverified_address_changes,
    open_registration,
    custom_sign_in_protection,
    high_risk_sign_ins,
    compromised_credentials,
    custom_schemes,
)
"""Each by the name that an exception gives."""
