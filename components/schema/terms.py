"""Terms documents of an app client, which managed login links to on its sign-up page."""

from typing import Final

from components.checking.keys import TERMS, entry, table

TERMS_BLOCK: Final = table(
    "TermsArgs",
    "A terms document. Managed login shows the two, terms of use and privacy policy, where it has both.",
    entry("enforcement", "TermsEnforcementType", "NONE, which is all that Cognito has.", default="NONE"),
    entry(
        "links",
        "LinksType",
        "Where it is, by language; `cognito:default` for all others: `cognito:french`, ...",
        required=True,
    ),
    entry("terms_name", "TermsNameType", "terms-of-use or privacy-policy.", required=True, plain=True),
    entry("terms_source", "TermsSourceType", "LINK, which is all that Cognito has.", default="LINK"),
    resource=TERMS,
)
