"""How long an app client's tokens live, and whether they rotate."""

from collections.abc import Iterator
from typing import Final

from cognito_model.token_validity import DEFAULT_VALIDITY_S, UNIT_S, VALIDITY_RANGE_S
from components.checking.duration import Duration, in_words
from components.checking.keys import (
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block

TOKENS: Final = {
    "access_token_validity": "AccessToken",
    "id_token_validity": "IdToken",
    "refresh_token_validity": "RefreshToken",
}
"""The keys of lifetimes, and whose they are."""
DEFAULT_LIFETIMES: Final = {key: in_words(DEFAULT_VALIDITY_S[token]) for key, token in TOKENS.items()}

REFRESH_TOKEN_ROTATION: Final = table(
    "RefreshTokenRotationArgs",
    "Whether each use of a refresh token issues a new one.",
    entry("feature", "FeatureType", "ENABLED or DISABLED.", required=True),
    entry(
        "retry_grace_period_seconds",
        "RetryGracePeriodSecondsType",
        "How many seconds the previous token still works, up to 60.",
        otherwise=0,
    ),
)


def lifetimes(client: Known, path: str) -> Iterator[Problem]:
    """Access and ID tokens live 5 minutes to a day, refresh tokens an hour to ten years (Cognito's quotas)."""
    for key, token in TOKENS.items():
        low, high = VALIDITY_RANGE_S[token]
        life = client.get(key)
        if isinstance(life, Duration) and not low <= life.seconds <= high:
            limits = f"must be {Duration(low // UNIT_S['minutes'], 'minutes')} to {in_words(high)}"
            nearest = in_words(min(max(life.seconds, low), high))
            yield Problem(f"{path}.{key}", limits, str(life), str(nearest))


def refresh_outlives(client: Known, path: str) -> Iterator[Problem]:
    """Neither access nor ID token outlives the refresh token."""
    refresh = client.get("refresh_token_validity", DEFAULT_LIFETIMES["refresh_token_validity"])
    if not isinstance(refresh, Duration) or refresh.seconds < VALIDITY_RANGE_S["RefreshToken"][0]:
        return
    for key in ("access_token_validity", "id_token_validity"):
        life = client.get(key, DEFAULT_LIFETIMES[key])
        if isinstance(life, Duration) and refresh.seconds < life.seconds <= VALIDITY_RANGE_S[TOKENS[key]][1]:
            rule = f"must not be longer than refresh_token_validity ({refresh})"
            yield Problem(f"{path}.{key}", rule, str(life), str(refresh))


def grace_needs_rotation(client: Known, path: str) -> Iterator[Problem]:
    """A grace period is for a refresh token that rotates (RefreshTokenRotationType)."""
    rotation, key = block(client, "refresh_token_rotation"), "retry_grace_period_seconds"
    if rotation.get("feature") == "DISABLED" and rotation.get(key, UNKNOWN) not in {0, UNKNOWN}:
        where = f"{path}.refresh_token_rotation.{key}"
        yield Problem(where, "has no effect with feature DISABLED", rotation[key], 0)


OF_ONE_CLIENT = (lifetimes, refresh_outlives, grace_needs_rotation)
