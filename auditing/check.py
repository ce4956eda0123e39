"""A check: what it asks of a described pool, why, how to fix it, and which other tools' checks it answers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, TypeAlias

from auditing.pool import DescribedPool, Part


class Severity(IntEnum):
    """How bad it is; ordered."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    def __str__(self) -> str:
        """As reports and options write it."""
        return self.name.lower()


SEVERITIES: Final[Mapping[str, Severity]] = {str(severity): severity for severity in Severity}

SECURITY_HUB: Final = "AWS Security Hub"
CONFIG: Final = "AWS Config"
PROWLER: Final = "Prowler"
CDK_NAG: Final = "cdk-nag"
CHECKOV: Final = "Checkov"
KICS: Final = "KICS"
CFN_NAG: Final = "cfn_nag"
TOOLS: Final = (SECURITY_HUB, CONFIG, PROWLER, CDK_NAG, CHECKOV, KICS, CFN_NAG)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    where: str
    """`user pool`, `app client NAME`, …: stable from one audit to the next."""
    text: str
    """A whole sentence: what is so."""


@dataclass(frozen=True, slots=True)
class Fix:
    """How to mend it. ID, CLIENT_ID and the like stand for one's own."""

    configuration: str
    """In `cognito-access-token:auth`; empty where the component has no setting for it."""
    aws: str
    """With the AWS CLI."""
    terraform: str
    """In Terraform's `aws` provider; empty where that has none."""


Find: TypeAlias = Callable[[DescribedPool], Iterator[Finding]]


def always(_pool: DescribedPool) -> str:
    """For a check that applies to every pool."""
    return ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check."""

    id: str
    title: str
    """How it should be, as a sentence without a full stop."""
    severity: Severity
    why: str
    """Two sentences."""
    documentation: str
    """The page that says so."""
    fix: Fix
    find: Find
    needs: Sequence[Part] = (Part.POOL,)
    """The parts that it looks at."""
    exempt: Callable[[DescribedPool], str] = always
    """Why it doesn't apply to a pool, as a whole sentence; empty where it does."""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Tool to the ids of its checks that this one covers."""
