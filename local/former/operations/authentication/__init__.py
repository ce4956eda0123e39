"""Signing in, and what belongs to it: challenges, tokens, codes, devices, passkeys.

A flow (InitiateAuth) or the answer to a challenge (RespondToAuthChallenge) is a function that takes an `Attempt` and
gives the response; `steps` says what comes after one is passed.
"""

from local.former.operations.authentication import (
    accounts,
    attributes,
    devices,
    mfa_settings,
    passkeys,
    refresh,
    sign_in,
    sign_out,
)

MODULES = (sign_in, refresh, sign_out, accounts, attributes, mfa_settings, devices, passkeys)

ADDED = {name: handler for module in MODULES for name, handler in module.ADDED.items()}
AMENDED = {name: amendment for module in MODULES for name, amendment in module.AMENDED.items()}
