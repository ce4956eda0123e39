"""The pool itself: deletion, tags, logs, the firewall before it, and what runs inside it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from auditing.check import CONFIG, PROWLER, SECURITY_HUB, Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, POOL, UPDATE_POOL
from auditing.pool import DescribedPool, Part

_ARN_PARTS: Final = 7
"""Of a Lambda function's ARN without a version: arn:aws:lambda:REGION:ACCOUNT:function:NAME."""


def _deletable(pool: DescribedPool) -> Iterator[Finding]:
    if pool.at("DeletionProtection") != "ACTIVE":
        yield Finding(POOL, "A single call deletes it with all its users.")


def _untagged(pool: DescribedPool) -> Iterator[Finding]:
    if not pool.at("UserPoolTags"):
        yield Finding(POOL, "It has no tags.")


def _unlogged(pool: DescribedPool) -> Iterator[Finding]:
    if not pool.logs:
        yield Finding(POOL, "Neither failed messages nor user activity is logged anywhere.")


def _no_firewall(pool: DescribedPool) -> Iterator[Finding]:
    if not pool.web_acl:
        yield Finding(POOL, "No web ACL protects its API and its pages.")


def _unpinned(pool: DescribedPool) -> Iterator[Finding]:
    for name, trigger in sorted((pool.at("LambdaConfig") or {}).items()):
        arn = trigger.get("LambdaArn") if isinstance(trigger, Mapping) else trigger
        if isinstance(arn, str) and ":function:" in arn and len(arn.split(":")) <= _ARN_PARTS:
            yield Finding(f"trigger {name}", "It runs whichever version of the function is the latest.")


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="deletion-protection",
        title="The pool can't be deleted by accident",
        severity=Severity.MEDIUM,
        why="A deleted user pool can't be restored, nor can its users' passwords. With deletion protection, "
        "deleting takes two calls.",
        documentation=f"{GUIDE}user-pool-settings-deletion-protection.html",
        fix=Fix(
            "deletion_protection: ACTIVE",
            f"{UPDATE_POOL} --deletion-protection ACTIVE",
            'deletion_protection = "ACTIVE"',
        ),
        find=_deletable,
        answers={
            SECURITY_HUB: ["Cognito.6"],
            CONFIG: ["cognito-user-pool-deletion-protection-enabled"],
            PROWLER: ["cognito_user_pool_deletion_protection_enabled"],
        },
    ),
    Check(
        id="web-acl",
        title="The pool has a web ACL",
        severity=Severity.MEDIUM,
        why="Sign-in and sign-up are open to the internet. AWS WAF limits how often one address can try, and blocks "
        "known bots.",
        documentation=f"{GUIDE}user-pool-waf.html",
        fix=Fix(
            "",
            "aws wafv2 associate-web-acl --web-acl-arn WEB_ACL_ARN --resource-arn USER_POOL_ARN",
            "resource aws_wafv2_web_acl_association { resource_arn = aws_cognito_user_pool.NAME.arn }",
        ),
        find=_no_firewall,
        needs=(Part.WEB_ACL,),
        answers={PROWLER: ["cognito_user_pool_waf_acl_attached"]},
    ),
    Check(
        id="log-delivery",
        title="The pool's logs are delivered",
        severity=Severity.LOW,
        why="Only these logs show messages that couldn't be sent and, with the Plus plan, user activity. Without "
        "them, nobody can say afterwards what happened.",
        documentation=f"{GUIDE}exporting-quotas-and-usage.html",
        fix=Fix(
            "log_configurations: [{event_source: userNotification, log_level: ERROR, "
            "cloud_watch_logs_configuration: {log_group_arn: LOG_GROUP_ARN}}]",
            "aws cognito-idp set-log-delivery-configuration --user-pool-id ID --log-configurations "
            "EventSource=userNotification,LogLevel=ERROR,CloudWatchLogsConfiguration={LogGroupArn=LOG_GROUP_ARN}",
            'resource aws_cognito_log_delivery_configuration { log_configurations { event_source = "userNotification", '
            'log_level = "ERROR" } }',
        ),
        find=_unlogged,
        needs=(Part.LOGS,),
    ),
    Check(
        id="tags",
        title="The pool has tags",
        severity=Severity.LOW,
        why="Tags say who owns the pool and what it is for. Permissions and cost reports can use them.",
        documentation=f"{GUIDE}tagging.html",
        fix=Fix(
            "tags: {team: web}",
            "aws cognito-idp tag-resource --resource-arn USER_POOL_ARN --tags team=web",
            'tags = { team = "web" }',
        ),
        find=_untagged,
        answers={CONFIG: ["cognito-user-pool-tagged"]},
    ),
    Check(
        id="trigger-versions",
        title="Triggers run a pinned version of their function",
        severity=Severity.LOW,
        why="Whoever changes the function's code changes how users sign in, immediately and untested. With a "
        "version or an alias in the trigger's ARN, that becomes a separate step.",
        documentation=f"{GUIDE}cognito-user-pools-working-with-lambda-triggers.html",
        fix=Fix(
            "lambda_config: {pre_sign_up: FUNCTION_ARN:ALIAS}",
            f"{UPDATE_POOL} --lambda-config PreSignUp=FUNCTION_ARN:ALIAS",
            "lambda_config { pre_sign_up = aws_lambda_alias.NAME.arn }",
        ),
        find=_unpinned,
    ),
)
