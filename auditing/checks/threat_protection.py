"""Threat protection: its modes, what it does about risk, and the plan that it needs."""

from collections.abc import Iterator, Sequence
from typing import Final

from auditing.check import CDK_NAG, CONFIG, PROWLER, SECURITY_HUB, Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, POOL, UPDATE_POOL, only_federated
from auditing.pool import DescribedPool, Part, Words, member
from cognito_model.tiers import DEFAULT, PLUS

_PAGE: Final = f"{GUIDE}cognito-user-pool-settings-threat-protection.html"
_TAKEOVER: Final = ("AccountTakeoverRiskConfiguration", "Actions")
_NEEDS: Final = (Part.POOL, Part.RISK, Part.CLIENTS)
_RISK: Final = "aws cognito-idp set-risk-configuration --user-pool-id ID"
_RESOURCE: Final = "resource aws_cognito_risk_configuration"


def _is_enforced(pool: DescribedPool) -> bool:
    return bool(pool.at("UserPoolAddOns", "AdvancedSecurityMode") == "ENFORCED")


def _standard(pool: DescribedPool) -> Iterator[Finding]:
    if not _is_enforced(pool):
        mode = pool.at("UserPoolAddOns", "AdvancedSecurityMode") or "OFF"
        yield Finding(POOL, f"Threat protection of standard sign-in is {mode}; only ENFORCED acts.")


def _custom(pool: DescribedPool) -> Iterator[Finding]:
    mode = pool.at("UserPoolAddOns", "AdvancedSecurityAdditionalFlows", "CustomAuthMode") or "OFF"
    if mode != "ENFORCED":
        yield Finding(POOL, f"Threat protection of custom sign-in is {mode}; only ENFORCED acts.")


def _no_custom_sign_in(pool: DescribedPool) -> str:
    used = any("ALLOW_CUSTOM_AUTH" in (client.get("ExplicitAuthFlows") or []) for client in pool.clients)
    if used or pool.at("LambdaConfig", "DefineAuthChallenge"):
        return ""
    return "Nobody can sign in with a custom flow: no client allows it, and no trigger defines one."


def _configurations(pool: DescribedPool) -> Iterator[tuple[str, Words]]:
    """The pool's reactions, empty where it has none, and those of clients that have their own."""
    yield POOL, next((risk for risk in pool.risk if not risk.get("ClientId")), {})
    names = {client.get("ClientId"): name for name, client in pool.client_names()}
    for risk in pool.risk:
        if risk.get("ClientId"):
            yield names.get(risk["ClientId"], f"app client {risk['ClientId']}"), risk


def _unblocked(pool: DescribedPool, *levels: str) -> Iterator[Finding]:
    for where, risk in _configurations(pool):
        for level in levels:
            action = member(risk, *_TAKEOVER, f"{level}Action", "EventAction") or "NO_ACTION"
            if action != "BLOCK":
                yield Finding(where, f"A {level.lower()}-risk sign-in isn't blocked: {action}.")


def _high_risk(pool: DescribedPool) -> Iterator[Finding]:
    return _unblocked(pool, "High")


def _any_risk(pool: DescribedPool) -> Iterator[Finding]:
    return _unblocked(pool, "Low", "Medium")


def _compromised(pool: DescribedPool) -> Iterator[Finding]:
    for where, risk in _configurations(pool):
        found = risk.get("CompromisedCredentialsRiskConfiguration") or {}
        action = member(found, "Actions", "EventAction") or "NO_ACTION"
        events = found.get("EventFilter") or ["SIGN_IN", "SIGN_UP", "PASSWORD_CHANGE"]
        if action != "BLOCK" or "SIGN_IN" not in events:
            said = action if action != "BLOCK" else f"passwords are only checked at {', '.join(events)}"
            yield Finding(where, f"Signing in with a leaked password isn't blocked: {said}.")


def _plan(pool: DescribedPool) -> Iterator[Finding]:
    plan = pool.at("UserPoolTier") or DEFAULT
    if plan != PLUS:
        yield Finding(POOL, f"The feature plan {plan} has no threat protection; PLUS has it.")


def _needs_enforcement(pool: DescribedPool) -> str:
    return only_federated(pool) or (
        "" if _is_enforced(pool) else "Threat protection is off; see the check threat-protection."
    )


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="threat-protection",
        title="Threat protection is enforced for standard sign-in",
        severity=Severity.MEDIUM,
        why="It detects sign-ins from unusual places and leaked passwords. In audit mode it only logs them.",
        documentation=_PAGE,
        fix=Fix(
            "user_pool_tier: PLUS, user_pool_add_ons: {advanced_security_mode: ENFORCED}",
            f"{UPDATE_POOL} --user-pool-tier PLUS --user-pool-add-ons AdvancedSecurityMode=ENFORCED",
            'user_pool_tier = "PLUS", user_pool_add_ons { advanced_security_mode = "ENFORCED" }',
        ),
        find=_standard,
        needs=(Part.POOL, Part.CLIENTS),
        exempt=only_federated,
        answers={
            SECURITY_HUB: ["Cognito.1"],
            CONFIG: ["cognito-user-pool-advanced-security-enabled"],
            PROWLER: ["cognito_user_pool_advanced_security_enabled"],
            CDK_NAG: ["AwsSolutions-COG3"],
        },
    ),
    Check(
        id="threat-protection-of-custom-sign-in",
        title="Threat protection is enforced for custom sign-in",
        severity=Severity.MEDIUM,
        why="Custom challenges have their own setting, which is off by default. An attacker takes the way that "
        "isn't watched.",
        documentation=_PAGE,
        fix=Fix(
            "user_pool_add_ons: {advanced_security_mode: ENFORCED, advanced_security_additional_flows: "
            "{custom_auth_mode: ENFORCED}}",
            f"{UPDATE_POOL} --user-pool-add-ons "
            "'AdvancedSecurityMode=ENFORCED,AdvancedSecurityAdditionalFlows={CustomAuthMode=ENFORCED}'",
            'user_pool_add_ons { advanced_security_additional_flows { custom_auth_mode = "ENFORCED" } }',
        ),
        find=_custom,
        needs=(Part.POOL, Part.CLIENTS),
        exempt=_no_custom_sign_in,
        answers={SECURITY_HUB: ["Cognito.4"], CONFIG: ["cognito-userpool-cust-auth-threat-full-check"]},
    ),
    Check(
        id="high-risk-sign-ins",
        title="High-risk sign-ins are blocked",
        severity=Severity.MEDIUM,
        why="Threat protection rates each sign-in and applies the action configured for that rating. If high-risk "
        "sign-ins are allowed, the rating is useless.",
        documentation=f"{GUIDE}cognito-user-pool-settings-adaptive-authentication.html",
        fix=Fix(
            "risk_configuration: {account_takeover_risk_configuration: {actions: {high_action: {event_action: BLOCK, "
            "notify: false}}}}",
            f"{_RISK} --account-takeover-risk-configuration "
            '\'{"Actions": {"HighAction": {"EventAction": "BLOCK", "Notify": false}}}\'',
            f'{_RESOURCE} {{ account_takeover_risk_configuration {{ actions {{ high_action {{ event_action = "BLOCK", '
            "notify = false } } } }",
        ),
        find=_high_risk,
        needs=_NEEDS,
        exempt=_needs_enforcement,
        answers={PROWLER: ["cognito_user_pool_blocks_potential_malicious_sign_in_attempts"]},
    ),
    Check(
        id="risky-sign-ins",
        title="Low-risk and medium-risk sign-ins are blocked",
        severity=Severity.LOW,
        why="Scanners require a block at every rating. Asking for a second factor instead is easier on people who "
        "travel; in that case, accept this finding with that reason.",
        documentation=f"{GUIDE}cognito-user-pool-settings-adaptive-authentication.html",
        fix=Fix(
            "risk_configuration: {account_takeover_risk_configuration: {actions: {low_action: {event_action: BLOCK, "
            "notify: false}, medium_action: {event_action: BLOCK, notify: false}}}}",
            f"{_RISK} --account-takeover-risk-configuration "
            '\'{"Actions": {"LowAction": {"EventAction": "BLOCK", "Notify": false}, '
            '"MediumAction": {"EventAction": "BLOCK", "Notify": false}, …}}\'',
            f'{_RESOURCE} {{ account_takeover_risk_configuration {{ actions {{ low_action {{ event_action = "BLOCK", '
            'notify = false }, medium_action { event_action = "BLOCK", notify = false } } } }',
        ),
        find=_any_risk,
        needs=_NEEDS,
        exempt=_needs_enforcement,
        answers={PROWLER: ["cognito_user_pool_blocks_potential_malicious_sign_in_attempts"]},
    ),
    Check(
        id="compromised-credentials",
        title="Leaked passwords are blocked",
        severity=Severity.MEDIUM,
        why="Cognito knows passwords that were published after break-ins elsewhere. Attackers try those first.",
        documentation=f"{GUIDE}cognito-user-pool-settings-compromised-credentials.html",
        fix=Fix(
            "risk_configuration: {compromised_credentials_risk_configuration: {actions: {event_action: BLOCK}}}",
            f"{_RISK} --compromised-credentials-risk-configuration Actions={{EventAction=BLOCK}}",
            f'{_RESOURCE} {{ compromised_credentials_risk_configuration {{ actions {{ event_action = "BLOCK" }} }} }}',
        ),
        find=_compromised,
        needs=_NEEDS,
        exempt=_needs_enforcement,
        answers={PROWLER: ["cognito_user_pool_blocks_compromised_credentials_sign_in_attempts"]},
    ),
    Check(
        id="plan",
        title="The feature plan has threat protection",
        severity=Severity.LOW,
        why="Only the Plus plan has threat protection and the export of user activity. If they aren't worth the "
        "price to you, accept this finding with that reason.",
        documentation=f"{GUIDE}cognito-sign-in-feature-plans.html",
        fix=Fix("user_pool_tier: PLUS", f"{UPDATE_POOL} --user-pool-tier PLUS", 'user_pool_tier = "PLUS"'),
        find=_plan,
        answers={CDK_NAG: ["AwsSolutions-COG8"]},
    ),
)
