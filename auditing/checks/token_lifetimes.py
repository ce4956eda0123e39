"""How long tokens live, and whether refresh tokens rotate."""

from collections.abc import Iterator, Sequence
from typing import Final

from auditing.check import Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, UPDATE_CLIENT, is_machine
from auditing.pool import DescribedPool, Part, Words, member
from cognito_model.token_validity import DEFAULT_UNITS, DEFAULT_VALIDITY_S, UNIT_S

LONGEST_ACCESS_S: Final = 3600
LONGEST_REFRESH_S: Final = 30 * UNIT_S["days"]
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
            if seconds > LONGEST_ACCESS_S:
                yield Finding(name, f"{called} tokens live {text}; an hour is the most.")


def _refresh(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        seconds, text = _lifetime(client, "RefreshToken")
        if seconds > LONGEST_REFRESH_S and not is_machine(client):
            yield Finding(name, f"Refresh tokens live {text}; 30 days is the most.")


def _rotation(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        rotates = member(client, "RefreshTokenRotation", "Feature") == "ENABLED"
        if not rotates and not client.get("ClientSecret") and not is_machine(client):
            yield Finding(name, "A public client's refresh token stays the same for as long as it lives.")


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="access-token-lifetime",
        title="Access and ID tokens live an hour at most",
        severity=Severity.MEDIUM,
        why="Who checks signatures alone takes an access token until it expires, whatever was revoked "
        "meanwhile. Its lifetime is how long a thief has.",
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
        title="Refresh tokens live 30 days at most",
        severity=Severity.LOW,
        why="A refresh token is a sign-in that lasts. A device that was lost or sold stays signed in for as long.",
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
        why="A token that can be used once shows by its second use that it was stolen. RFC 9700, section "
        "2.2.2, asks for it where a client has no secret.",
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
