"""Rules of threat protection and of the logs that come from it."""

import ipaddress
from collections.abc import Iterator
from typing import Final

from cognito_model.tiers import BELOW_PLUS, DEFAULT
from components.checking.keys import (
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, blocks, items
from components.schema import requirements

ADDITIONAL_FLOWS: Final = table(
    "AdvancedSecurityAdditionalFlowsArgs",
    "Threat protection for custom authentication.",
    entry("custom_auth_mode", "AdvancedSecurityEnabledModeType", "AUDIT or ENFORCED.", words="none"),
)

USER_POOL_ADD_ONS: Final = table(
    "UserPoolAddOnsArgs",
    "Threat protection; needs the PLUS plan.",
    entry(
        "advanced_security_additional_flows",
        ADDITIONAL_FLOWS,
        "Threat protection for custom authentication.",
        words="none",
    ),
    entry(
        "advanced_security_mode",
        "AdvancedSecurityModeType",
        "OFF, AUDIT or ENFORCED.",
        required=True,
        production=requirements.THREAT_PROTECTION,
    ),
)

ACCOUNT_TAKEOVER_ACTION: Final = table(
    "AccountTakeoverActionArgs",
    "What happens at one level of risk.",
    entry(
        "event_action",
        "AccountTakeoverEventActionType",
        "BLOCK, MFA_IF_CONFIGURED, MFA_REQUIRED or NO_ACTION.",
        required=True,
    ),
    entry(
        "notify",
        "AccountTakeoverActionNotifyType",
        "Whether the user is told by e-mail; needs notify_configuration.",
        required=True,
    ),
)

ACCOUNT_TAKEOVER_ACTIONS: Final = table(
    "AccountTakeoverActionsArgs",
    "What happens when a sign-in is rated as an account takeover.",
    entry("high_action", ACCOUNT_TAKEOVER_ACTION, "At high risk.", words="nothing"),
    entry("low_action", ACCOUNT_TAKEOVER_ACTION, "At low risk.", words="nothing"),
    entry("medium_action", ACCOUNT_TAKEOVER_ACTION, "At medium risk.", words="nothing"),
)

NOTIFY_EMAIL: Final = table(
    "NotifyEmailArgs",
    "An e-mail about a risk.",
    entry("html_body", "EmailNotificationBodyType", "The message as HTML.", required=True),
    entry("subject", "EmailNotificationSubjectType", "The subject.", required=True),
    entry("text_body", "EmailNotificationBodyType", "The message as text.", required=True),
)

NOTIFY_CONFIGURATION: Final = table(
    "NotifyConfigurationArgs",
    "How users are told of risks, through SES.",
    entry("block_email", NOTIFY_EMAIL, "After a blocked sign-in.", words="Cognito's"),
    entry("from_", "StringType", "The sender.", words="none"),
    entry("mfa_email", NOTIFY_EMAIL, "After a sign-in that needed a second factor.", words="Cognito's"),
    entry("no_action_email", NOTIFY_EMAIL, "After a sign-in that was allowed.", words="Cognito's"),
    entry("reply_to", "StringType", "The address for replies.", words="none"),
    entry("source_arn", "ArnType", "The ARN of the verified SES identity.", required=True),
)

ACCOUNT_TAKEOVER_RISK: Final = table(
    "AccountTakeoverRiskConfigurationArgs",
    "Adaptive authentication.",
    entry("actions", ACCOUNT_TAKEOVER_ACTIONS, "What happens at each level of risk.", required=True),
    entry("notify_configuration", NOTIFY_CONFIGURATION, "How users are told.", words="not at all"),
)

COMPROMISED_CREDENTIALS_ACTIONS: Final = table(
    "CompromisedCredentialsActionsArgs",
    "What happens with a password that is known to have leaked.",
    entry("event_action", "CompromisedCredentialsEventActionType", "BLOCK or NO_ACTION.", required=True),
)

COMPROMISED_CREDENTIALS_RISK: Final = table(
    "CompromisedCredentialsRiskConfigurationArgs",
    "Passwords that are known to have leaked.",
    entry("actions", COMPROMISED_CREDENTIALS_ACTIONS, "What happens with such a password.", required=True),
    entry(
        "event_filters",
        "EventFiltersType",
        "When passwords are checked: SIGN_IN, PASSWORD_CHANGE, SIGN_UP.",
        words="always",
    ),
)

RISK_EXCEPTION: Final = table(
    "RiskExceptionConfigurationArgs",
    "IP addresses that threat protection doesn't rate.",
    entry("blocked_ip_range_lists", "BlockedIPRangeListType", "Always refused, in CIDR notation.", words="none"),
    entry("skipped_ip_range_lists", "SkippedIPRangeListType", "Always allowed, in CIDR notation.", words="none"),
)

RISK_CONFIGURATION: Final = table(
    "RiskConfigurationArgs",
    "What threat protection does about risks; needs advanced_security_mode AUDIT or ENFORCED.",
    entry("account_takeover_risk_configuration", ACCOUNT_TAKEOVER_RISK, "Adaptive authentication.", words="none"),
    entry(
        "compromised_credentials_risk_configuration",
        COMPROMISED_CREDENTIALS_RISK,
        "Leaked passwords.",
        words="none",
    ),
    entry("risk_exception_configuration", RISK_EXCEPTION, "IP addresses that aren't rated.", words="none"),
    resource="RiskConfiguration",
)


def threat_protection_needs_plus(auth: Known) -> Iterator[Problem]:
    """Below PLUS Cognito answers FeatureUnavailableInTierException."""
    mode = block(auth, "user_pool_add_ons").get("advanced_security_mode", UNKNOWN)
    if mode in {"AUDIT", "ENFORCED"} and auth.get("user_pool_tier", DEFAULT) in BELOW_PLUS:
        path = "user_pool_add_ons.advanced_security_mode"
        yield Problem(path, "needs user_pool_tier PLUS", mode, "OFF")


def risk_needs_threat_protection(auth: Known) -> Iterator[Problem]:
    """Without it Cognito answers UserPoolAddOnNotEnabledException."""
    mode = auth.get("user_pool_add_ons", {})
    if mode is UNKNOWN or mode.get("advanced_security_mode", "OFF") != "OFF":
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
            wanted = action.get("event_action", UNKNOWN) if isinstance(action, dict) else UNKNOWN
            if wanted in {"MFA_REQUIRED", "MFA_IF_CONFIGURED"}:
                rule = "needs mfa_configuration OPTIONAL (or ON)"
                yield Problem(f"{path}.{key}.actions.{level}.event_action", rule, wanted, "BLOCK")


def takeover_actions_exist(auth: Known) -> Iterator[Problem]:
    """Adaptive authentication without an action for any level does nothing."""
    for path, risk in _risks(auth):
        key = "account_takeover_risk_configuration"
        if block(risk, key).get("actions", UNKNOWN) == {}:
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
)
