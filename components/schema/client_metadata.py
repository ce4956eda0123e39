"""Client ID metadata documents: OAuth clients that nobody registers, and whose id is the address of their document."""

from collections.abc import Iterator
from typing import Final

from components.checking.keys import CIMD_POLICY, entry, table
from components.checking.problems import Problem
from components.checking.view import Known, blocks
from components.schema import requirements
from components.schema.tiers import not_on_lite

CIMD_POLICY_BLOCK: Final = table(
    "CimdPolicyArgs",
    "Which clients a metadata document (CIMD) lets in on this app client's terms; needs a plan above LITE.",
    entry(
        "cache_duration",
        "CacheDurationType",
        "How many seconds Cognito caches a document: a day to a year.",
        words="Cognito's",
    ),
    entry(
        "policy_name",
        "CIMDPolicyNameType",
        "The policy's name, unique within the client; the Pulumi resource's name ends with it.",
        required=True,
        plain=True,
    ),
    entry(
        "url_patterns",
        "URLPatternListType",
        "One to five URLs, in which `*` matches any text, e.g. `https://agent.example.com/*`.",
        required=True,
        production=requirements.METADATA_HOSTS,
    ),
    resource=CIMD_POLICY,
)


def metadata_policies_need_a_tier(auth: Known) -> Iterator[Problem]:
    """CIMD isn't part of every plan (CreateCIMDPolicy: FeatureUnavailableInTierException), as registration isn't."""
    for path, client in blocks(auth, "clients"):
        if client.get("cimd_policies"):
            yield from not_on_lite(auth, f"{path}.cimd_policies")


RULES = (metadata_policies_need_a_tier,)
