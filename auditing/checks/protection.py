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
        yield Finding(POOL, "One call deletes it, with all its users.")


def _untagged(pool: DescribedPool) -> Iterator[Finding]:
    if not pool.at("UserPoolTags"):
        yield Finding(POOL, "It has no tags.")


def _unlogged(pool: DescribedPool) -> Iterator[Finding]:
    if not pool.logs:
        yield Finding(POOL, "Neither failed messages nor users' activity are delivered anywhere.")


def _no_firewall(pool: DescribedPool) -> Iterator[Finding]:
    if not pool.web_acl:
        yield Finding(POOL, "No web ACL stands before its API and its pages.")


def _unpinned(pool: DescribedPool) -> Iterator[Finding]:
    for name, trigger in sorted((pool.at("LambdaConfig") or {}).items()):
        arn = trigger.get("LambdaArn") if isinstance(trigger, Mapping) else trigger
        if isinstance(arn, str) and ":function:" in arn and len(arn.split(":")) <= _ARN_PARTS:
            yield Finding(f"trigger {name}", "It runs whatever version of the function is the newest.")


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="deletion-protection",
        title="The pool can't be deleted by accident",
        severity=Severity.MEDIUM,
        why="A deleted pool doesn't come back, nor do its users' passwords. With the protection, deleting "
        "takes two calls.",
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
        title="A web ACL stands before the pool",
        severity=Severity.MEDIUM,
        why="Sign-in and sign-up are open to the internet. AWS WAF limits how often one address may try, and "
        "keeps known bots away.",
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
        title="The pool's logs go somewhere",
        severity=Severity.LOW,
        why="Messages that couldn't be sent, and with Plus users' activity, are in these logs alone. Without "
        "them nobody can say afterwards what happened.",
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
        why="A tag says whose the pool is, and what for. Permissions and bills can go by it.",
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
        why="Whoever may change a function's code changes how people sign in, at that moment and untried. A "
        "version or an alias in the trigger's ARN makes that a step of its own.",
        documentation=f"{GUIDE}cognito-user-pools-working-with-lambda-triggers.html",
        fix=Fix(
            "lambda_config: {pre_sign_up: FUNCTION_ARN:ALIAS}",
            f"{UPDATE_POOL} --lambda-config PreSignUp=FUNCTION_ARN:ALIAS",
            "lambda_config { pre_sign_up = aws_lambda_alias.NAME.arn }",
        ),
        find=_unpinned,
    ),
)
