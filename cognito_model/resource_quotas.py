"""How many there may be of what (developer guide, "Quotas in Amazon Cognito"; the API's own pages where named)."""

from typing import Final

USER_POOLS_OF_AN_ACCOUNT: Final = 1000
APP_CLIENTS_OF_A_POOL: Final = 1000
RESOURCE_SERVERS_OF_A_POOL: Final = 25
IDENTITY_PROVIDERS_OF_A_POOL: Final = 300
GROUPS_OF_A_POOL: Final = 10_000
GROUPS_OF_A_USER: Final = 100
LINKS_OF_A_USER: Final = 5
CUSTOM_ATTRIBUTES_OF_A_POOL: Final = 50
CUSTOM_DOMAINS_OF_AN_ACCOUNT: Final = 4
TAGS_OF_A_POOL: Final = 50
"""TagResource: "A user pool can have as many as 50 tags"."""
MAX_BRANDING_REQUEST_BYTES: Final = 2_000_000
"""Images in base64 included (CreateManagedLoginBranding: "2-megabyte request-size limit")."""
MAX_ATTRIBUTE_LENGTH: Final = 2048
"""In characters, of a text attribute's value."""
