"""Refuses what Cognito refuses, before an operation sees it.

`shapes` asks what AWS's own model asks of each member, `rules` what Cognito asks of members together and of what exists
already. Both are imported with the first request: the emulator's start doesn't wait for them.
"""

from typing import Any


def check(operation: str, parameters: dict[str, Any]) -> None:
    """Raise CognitoError where Cognito would refuse the request for its form or for what its members say together."""
    from local.former.strictness import rules, shapes

    shapes.check(operation, parameters)
    rules.check(operation, parameters)


def check_identity(operation: str, parameters: dict[str, Any]) -> None:
    """Raise CognitoError where Cognito's identity pools (`cognito-identity`) would refuse a request for its form."""
    from local.former.strictness import shapes

    shapes.check(operation, parameters, shapes.IDENTITY_POOLS)
