"""Terms documents of an app client, which managed login links to on its sign-up page."""

from typing import Final

from components.checking.keys import TERMS, entry, table

TERMS_BLOCK: Final = table(
    "TermsArgs",
    "A terms document. Managed login shows the two, terms of use and privacy policy, where it has both.",
    entry("enforcement", "TermsEnforcementType", "NONE, the only value that Cognito has.", default="NONE"),
    entry(
        "links",
        "LinksType",
        "The document's URL by language: `cognito:french`, …; `cognito:default` for all others.",
        required=True,
    ),
    entry("terms_name", "TermsNameType", "terms-of-use or privacy-policy.", required=True, plain=True),
    entry("terms_source", "TermsSourceType", "LINK, the only value that Cognito has.", default="LINK"),
    resource=TERMS,
)
