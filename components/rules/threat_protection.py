"""Rules of threat protection and of the logs that come from it."""

import ipaddress
from collections.abc import Iterator
from typing import Final

from cognito_model.tiers import BELOW_PLUS, DEFAULT
from components.rules.problems import LATER, Problem
from components.rules.view import Known, block, blocks, items

_DESTINATIONS: Final = ("cloud_watch_logs_configuration", "firehose_configuration", "s3_configuration")
_LEVELS: Final = {"userNotification": "ERROR", "userAuthEvents": "INFO"}


def threat_protection_needs_plus(auth: Known) -> Iterator[Problem]:
    """Below PLUS Cognito answers FeatureUnavailableInTierException."""
    mode = block(auth, "user_pool_add_ons").get("advanced_security_mode", LATER)
    if mode in {"AUDIT", "ENFORCED"} and auth.get("user_pool_tier", DEFAULT) in BELOW_PLUS:
        path = "user_pool_add_ons.advanced_security_mode"
        yield Problem(path, "needs user_pool_tier PLUS", mode, "OFF")


def risk_needs_threat_protection(auth: Known) -> Iterator[Problem]:
    """Without it Cognito answers UserPoolAddOnNotEnabledException."""
    mode = auth.get("user_pool_add_ons", {})
    if mode is LATER or mode.get("advanced_security_mode", "OFF") != "OFF":
        return
    for path, _ in _risks(auth):
        yield Problem(path, "needs user_pool_add_ons.advanced_security_mode AUDIT or ENFORCED")


def risk_says_something(auth: Known) -> Iterator[Problem]:
    """SetRiskConfiguration needs at least one of its parts."""
    for path, risk in _risks(auth):
        if not risk:
            yield Problem(path, "must have at least one of its keys")


def notifying_needs_a_sender(auth: Known) -> Iterator[Problem]:
    """A user who is to be told of a risk is told through SES (NotifyConfigurationType)."""
    for path, risk in _risks(auth):
        takeover, key = block(risk, "account_takeover_risk_configuration"), "account_takeover_risk_configuration"
        if "notify_configuration" in takeover:
            continue
        for level, action in block(takeover, "actions").items():
            if isinstance(action, dict) and action.get("notify") is True:
                where = f"{path}.{key}.actions.{level}.notify"
                yield Problem(where, "needs notify_configuration", value=True, suggestion=False)


def risk_actions_need_mfa(auth: Known) -> Iterator[Problem]:
    """A second factor can be asked for only where users have one (AccountTakeoverActionType)."""
    if auth.get("mfa_configuration", "OFF") != "OFF":
        return
    for path, risk in _risks(auth):
        key = "account_takeover_risk_configuration"
        for level, action in block(block(risk, key), "actions").items():
            wanted = action.get("event_action", LATER) if isinstance(action, dict) else LATER
            if wanted in {"MFA_REQUIRED", "MFA_IF_CONFIGURED"}:
                rule = "needs mfa_configuration OPTIONAL (or ON)"
                yield Problem(f"{path}.{key}.actions.{level}.event_action", rule, wanted, "BLOCK")


def takeover_actions_exist(auth: Known) -> Iterator[Problem]:
    """Adaptive authentication without an action for any level does nothing."""
    for path, risk in _risks(auth):
        key = "account_takeover_risk_configuration"
        if block(risk, key).get("actions", LATER) == {}:
            yield Problem(f"{path}.{key}.actions", "must have at least one of low_action, medium_action, high_action")


def ranges_are_cidr(auth: Known) -> Iterator[Problem]:
    """Addresses that are not judged are ranges in CIDR notation (RiskExceptionConfigurationType)."""
    for path, risk in _risks(auth):
        exceptions = block(risk, "risk_exception_configuration")
        for key in ("blocked_ip_range_lists", "skipped_ip_range_lists"):
            for where, text in items(exceptions, key, f"{path}.risk_exception_configuration"):
                try:
                    ipaddress.ip_network(text)
                except ValueError:
                    yield Problem(where, "must be a range of IP addresses in CIDR notation", text, "192.0.2.0/24")
                else:
                    if "/" not in text:
                        yield Problem(where, "must be a range of IP addresses in CIDR notation", text, f"{text}/32")


def logs_go_to_one_place(auth: Known) -> Iterator[Problem]:
    """A log has one destination; delivery errors go to CloudWatch alone (LogConfigurationType)."""
    for path, log in blocks(auth, "log_configurations"):
        said = [key for key in _DESTINATIONS if key in log]
        if len(said) != 1:
            yield Problem(path, f"must have exactly one of {', '.join(_DESTINATIONS)}")
        elif log.get("event_source") == "userNotification" and said != ["cloud_watch_logs_configuration"]:
            yield Problem(f"{path}.{said[0]}", "is for userAuthEvents; use cloud_watch_logs_configuration")


def log_levels_fit(auth: Known) -> Iterator[Problem]:
    """UserNotification is logged at ERROR, userAuthEvents at INFO and on PLUS (LogConfigurationType)."""
    for path, log in blocks(auth, "log_configurations"):
        source, level = log.get("event_source", LATER), log.get("log_level", LATER)
        if LATER not in {source, level} and level != _LEVELS[source]:
            yield Problem(f"{path}.log_level", f"must be {_LEVELS[source]} for {source}", level, _LEVELS[source])
        if source == "userAuthEvents" and auth.get("user_pool_tier", DEFAULT) in BELOW_PLUS:
            yield Problem(f"{path}.event_source", "needs user_pool_tier PLUS", source, "userNotification")


def _risks(auth: Known) -> Iterator[tuple[str, Known]]:
    """The pool's risk configuration and its clients'."""
    if isinstance(auth.get("risk_configuration"), dict):
        yield "risk_configuration", auth["risk_configuration"]
    for path, client in blocks(auth, "clients"):
        if isinstance(client.get("risk_configuration"), dict):
            yield f"{path}.risk_configuration", client["risk_configuration"]


RULES = (
    threat_protection_needs_plus,
    risk_needs_threat_protection,
    risk_says_something,
    notifying_needs_a_sender,
    risk_actions_need_mfa,
    takeover_actions_exist,
    ranges_are_cidr,
    logs_go_to_one_place,
    log_levels_fit,
)
