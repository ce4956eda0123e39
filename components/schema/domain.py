"""Rules of the domain that serves the hosted UI and OAuth endpoints."""

import re
from collections.abc import Iterator
from typing import Final

from cognito_model.domains import CERTIFICATE_REGION, MANAGED_LOGIN_VERSIONS, RESERVED_WORDS
from components.checking.examples import example_for
from components.checking.keys import (
    FullDomain,
    Integer,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block

DOMAIN: Final = table(
    "DomainArgs",
    "The domain of the hosted UI and the OAuth endpoints: a prefix of Amazon's domain, or a domain of your own.",
    entry(
        "certificate_arn",
        "ArnType",
        "The ARN of the custom domain's ACM certificate in us-east-1; required with custom_domain.",
        words="none",
    ),
    entry(
        "custom_domain",
        FullDomain(),
        "The full name of a domain of your own, e.g. `auth.example.com`.",
        words="none",
        place="domain",
    ),
    entry(
        "managed_login_version",
        Integer(*MANAGED_LOGIN_VERSIONS),
        "1 is the classic hosted UI, 2 is managed login (not on LITE).",
        otherwise=1,
    ),
    entry(
        "prefix",
        "DomainType",
        "The part before `.auth.<region>.amazoncognito.com`; unique in the region.",
        words="none",
        place="domain",
    ),
    resource="UserPoolDomain",
)


def without_reserved_words(prefix: str) -> str:
    """The prefix with every reserved word cut out, or another prefix where too little is left."""
    kept = prefix
    while any(word in kept for word in RESERVED_WORDS):
        kept = re.sub("|".join(RESERVED_WORDS), "", kept)
    return re.sub("-{2,}", "-", kept).strip("-") or "webapp12"


def domain_has_one_name(auth: Known) -> Iterator[Problem]:
    """A domain is a prefix of Amazon's or a name of one's own."""
    domain = auth.get("domain")
    if not isinstance(domain, dict):
        return
    names = [key for key in ("prefix", "custom_domain") if key in domain]
    if not names:
        yield Problem("domain.prefix", "is required without a custom_domain", suggestion="webapp12")
    if names[1:]:
        yield Problem("domain.prefix", "can't be combined with custom_domain; keep one of them")


def prefix_has_no_reserved_word(auth: Known) -> Iterator[Problem]:
    """AWS keeps its own names out of prefixes."""
    prefix = block(auth, "domain").get("prefix", "")
    word = next((word for word in RESERVED_WORDS if prefix is not UNKNOWN and word in prefix), None)
    if word:
        yield Problem(
            "domain.prefix",
            f"must not contain the reserved word {word}",
            prefix,
            without_reserved_words(prefix),
        )


def custom_domain_has_a_certificate(auth: Known) -> Iterator[Problem]:
    """A name of one's own needs a certificate of ACM in us-east-1; a prefix has Amazon's."""
    domain = block(auth, "domain")
    arn = domain.get("certificate_arn")
    example = example_for("certificate_arn")
    path = "domain.certificate_arn"
    if "custom_domain" in domain and arn is None:
        yield Problem(path, "is required with custom_domain", suggestion=example)
    elif "prefix" in domain and "custom_domain" not in domain and arn is not None:
        yield Problem(path, "is for a custom_domain; leave it out with a prefix")
    elif isinstance(arn, str) and arn.split(":")[2:4] != ["acm", CERTIFICATE_REGION]:
        yield Problem(path, f"must be the ARN of an ACM certificate in {CERTIFICATE_REGION}", arn, example)


RULES = (domain_has_one_name, prefix_has_no_reserved_word, custom_domain_has_a_certificate)
