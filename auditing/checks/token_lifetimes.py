"""How long tokens live, and whether refresh tokens rotate."""

from collections.abc import Iterator, Sequence
from typing import Final

from auditing.check import Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, UPDATE_CLIENT, is_machine
from auditing.pool import DescribedPool, Part, Words, member
from cognito_model.token_validity import DEFAULT_UNITS, DEFAULT_VALIDITY_S, UNIT_S

MAX_ACCESS_S: Final = 3600
MAX_REFRESH_S: Final = 30 * UNIT_S["days"]
_REFRESH_PAGE: Final = f"{GUIDE}amazon-cognito-user-pools-using-the-refresh-token.html"


def _lifetime(client: Words, token: str) -> tuple[int, str]:
    """In seconds, and as it is configured or by default."""
    unit = member(client, "TokenValidityUnits", token) or DEFAULT_UNITS[token]
    amount = client.get(f"{token}Validity") or DEFAULT_VALIDITY_S[token] // UNIT_S[DEFAULT_UNITS[token]]
    return amount * UNIT_S[unit], f"{amount} {unit}"


def _access(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        for token, called in (("AccessToken", "Access"), ("IdToken", "ID")):
            seconds, text = _lifetime(client, token)
            if seconds > MAX_ACCESS_S:
                yield Finding(name, f"{called} tokens are valid for {text}; the maximum should be an hour.")


def _refresh(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        seconds, text = _lifetime(client, "RefreshToken")
        if seconds > MAX_REFRESH_S and not is_machine(client):
            yield Finding(name, f"Refresh tokens are valid for {text}; the maximum should be 30 days.")


def _rotation(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        rotates = member(client, "RefreshTokenRotation", "Feature") == "ENABLED"
        if not rotates and not client.get("ClientSecret") and not is_machine(client):
            yield Finding(name, "A public client's refresh token stays the same until it expires.")


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="access-token-lifetime",
        title="Access and ID tokens are valid for at most an hour",
        severity=Severity.MEDIUM,
        why="A back end that only checks signatures accepts an access token until it expires, even if it was "
        "revoked. Its lifetime is how long a thief can use it.",
        documentation=f"{GUIDE}amazon-cognito-user-pools-using-the-access-token.html",
        fix=Fix(
            "clients: [{access_token_validity: 15 minutes, id_token_validity: 15 minutes}]",
            f"{UPDATE_CLIENT} --access-token-validity 15 --id-token-validity 15 --token-validity-units "
            "AccessToken=minutes,IdToken=minutes",
            'access_token_validity = 15, token_validity_units { access_token = "minutes" }',
        ),
        find=_access,
        needs=(Part.CLIENTS,),
    ),
    Check(
        id="refresh-token-lifetime",
        title="Refresh tokens are valid for at most 30 days",
        severity=Severity.LOW,
        why="A refresh token keeps a user signed in. A device that was lost or sold stays signed in until it expires.",
        documentation=_REFRESH_PAGE,
        fix=Fix(
            "clients: [{refresh_token_validity: 7 days}]",
            f"{UPDATE_CLIENT} --refresh-token-validity 7 --token-validity-units RefreshToken=days",
            'refresh_token_validity = 7, token_validity_units { refresh_token = "days" }',
        ),
        find=_refresh,
        needs=(Part.CLIENTS,),
    ),
    Check(
        id="refresh-token-rotation",
        title="Public clients' refresh tokens rotate",
        severity=Severity.LOW,
        why="If a refresh token can only be used once, a second use shows that it was stolen. RFC 9700, section "
        "2.2.2, requires this of clients without a secret.",
        documentation="https://www.rfc-editor.org/rfc/rfc9700#section-2.2.2",
        fix=Fix(
            "clients: [{refresh_token_rotation: {feature: ENABLED, retry_grace_period_seconds: 30}}]",
            f"{UPDATE_CLIENT} --refresh-token-rotation Feature=ENABLED,RetryGracePeriodSeconds=30",
            'refresh_token_rotation { feature = "ENABLED", retry_grace_period_seconds = 30 }',
        ),
        find=_rotation,
        needs=(Part.CLIENTS,),
    ),
)
