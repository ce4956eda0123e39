"""`doctor`: what is installed, reachable and allowed, and how to mend what is not."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from automation.cli.context import Context
from automation.errors import UsageError, reason
from automation.inventory.locks import locks_left
from automation.targets.plan import make_plan
from automation.targets.target import make_target
from automation.terminal.reports import print_json, print_raw
from local import service
from local.paths import cache_folder
from local.program import ENVIRONMENTS
from local.pulumi_cli import find_pulumi_cli

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True)
class Finding:
    """The result of one check."""

    check: str
    ok: bool
    found: str
    mend: str = ""
    """What to do where it isn't ok; a check that nothing depends on has none."""
    needed: bool = True
    """Whether the asked-for target doesn't work without it."""


def run(context: Context) -> int:
    """Exit code 1 where something that the target needs is missing."""
    findings = list(examine(context))
    if context.arguments.output == "json":
        print_json(context.stdout, [vars(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "ok     " if finding.ok else ("MISSING" if finding.needed else "absent ")
            line = f"{mark}  {finding.check}: {finding.found}"
            print_raw(context.stdout, line if finding.ok or not finding.mend else f"{line}\n         {finding.mend}")
    return int(any(finding.needed and not finding.ok for finding in findings))


def examine(context: Context) -> Iterator[Finding]:
    """All checks, quick ones first. Nothing is created or changed."""
    yield Finding("Python", ok=True, found=f"{sys.version.split()[0]} in {sys.prefix}")
    for package in ("pulumi", "pulumi-aws", "boto3"):
        yield Finding(package, ok=True, found=version(package))
    yield _pulumi_cli()
    yield _writable("cache folder", cache_folder(), "Make it writable, or set XDG_CACHE_HOME.")
    yield _writable("environments folder", context.root / ENVIRONMENTS, "Make the checkout writable.")
    yield _free_space(context.root)
    running = service.status(context.root)
    yield Finding(
        "local engine",
        ok=running is not None,
        found=f"running at {running.endpoint_url}" if running else "not running",
        mend="It starts by itself when needed, or with `local start`.",
        needed=False,
    )
    yield _usage_check("locks", lambda: _check_locks(context), needed=False)
    yield _usage_check("configuration", lambda: _check_configuration(context))
    aws = context.arguments.target == "aws"
    yield _usage_check("AWS", lambda: _check_aws(context), needed=aws)
    browser = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    yield Finding(
        "Chromium", ok=browser is not None, found=browser or "none on PATH",
        mend="Only the browser tests use it (Debian: apt install chromium).", needed=False,
    )  # fmt: skip


def _pulumi_cli() -> Finding:
    cli = find_pulumi_cli(cache=cache_folder())
    if cli is not None:
        return Finding("Pulumi CLI", ok=True, found=f"{cli.version} ({cli.executable})")
    return Finding(
        "Pulumi CLI",
        ok=False,
        found="none recent enough",
        mend="It is downloaded, or built from source in about five minutes, by the first run that needs it.",
        needed=False,
    )


def _writable(what: str, folder: Path, mend: str) -> Finding:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return Finding(what, ok=os.access(existing, os.W_OK), found=str(folder), mend=mend)


def _free_space(root: Path) -> Finding:
    free_gib = shutil.disk_usage(root).free / 2**30
    return Finding("disk", ok=free_gib > 1, found=f"{free_gib:.1f} GiB free", mend="Free some space: 1 GiB is needed.")


def _usage_check(what: str, check: Callable[[], str], *, needed: bool = True) -> Finding:
    try:
        return Finding(what, ok=True, found=check(), needed=needed)
    except UsageError as error:
        return Finding(what, ok=False, found=str(error), needed=needed)


def _check_locks(context: Context) -> str:
    left = locks_left(context.root, context.variables)
    if left:
        raise UsageError(
            f"{'; '.join(map(str, left))}. The next command that deploys or destroys the stack removes it; `reap` "
            "removes it now."
        )
    return "no run that died has left one in Pulumi's backends"


def _check_configuration(context: Context) -> str:
    local = make_target("local", context.root, context.console)
    make_plan(context.workspaces(), replace(context.stack(), target=local), context.variables)
    return f"Pulumi.{context.arguments.stack}.yaml is valid"


def _check_aws(context: Context) -> str:
    make_target("aws", context.root, context.console).check()
    if context.arguments.target != "aws":
        return "credentials and a Pulumi backend are set (not contacted: --target aws does)"
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        identity = boto3.client("sts", region_name=context.arguments.region or "us-east-1").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise UsageError(f"AWS refused the credentials: {reason(error)}") from None
    return f"signed in as {identity['Arn']}"
