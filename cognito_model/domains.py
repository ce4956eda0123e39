"""Domains of user pools (developer guide, "Configuring a user pool domain")."""

from typing import Final

PREFIX_PATTERN: Final = r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$"
"""Of a prefix, and of each label of a custom domain (DomainType)."""
RESERVED_WORDS: Final = ("aws", "amazon", "cognito")
"""In no prefix: measured on AWS by the authors of awslabs/nx-plugin-for-aws."""
CERTIFICATE_REGION: Final = "us-east-1"
"""Where a custom domain's certificate is, whatever the pool's region: the domain is CloudFront's."""
MANAGED_LOGIN_VERSIONS: Final = (1, 2)
"""The classic hosted UI, and managed login."""
