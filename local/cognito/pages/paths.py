"""Which paths are the pages' ("User-interactive managed login and classic hosted UI endpoints")."""

from typing import Final

AUTHORIZE: Final = "/oauth2/authorize"
LOGIN: Final = "/login"
CHALLENGE: Final = "/challenge"
SIGN_UP: Final = "/signup"
CONFIRM: Final = "/confirm"
"""The code of who has just signed up."""
CONFIRM_BY_LINK: Final = "/confirmUser"
"""The link of an e-mail."""
RESEND_CODE: Final = "/resendcode"
FORGOT_PASSWORD: Final = "/forgotPassword"  # noqa: S105 - a path
CONFIRM_FORGOT_PASSWORD: Final = "/confirmforgotPassword"  # noqa: S105 - a path
ADD_PASSKEY: Final = "/passkeys/add"
LOG_OUT: Final = "/logout"
ERROR: Final = "/error"
OIDC_RESPONSE: Final = "/oauth2/idpresponse"
SAML_RESPONSE: Final = "/saml2/idpresponse"
SAML_LOG_OUT: Final = "/saml2/logout"
PAGES: Final = frozenset(
    {
        AUTHORIZE,
        LOGIN,
        CHALLENGE,
        SIGN_UP,
        CONFIRM,
        CONFIRM_BY_LINK,
        RESEND_CODE,
        FORGOT_PASSWORD,
        CONFIRM_FORGOT_PASSWORD,
        ADD_PASSKEY,
        LOG_OUT,
        ERROR,
        OIDC_RESPONSE,
        SAML_RESPONSE,
        SAML_LOG_OUT,
    }
)


def is_page(path: str) -> bool:
    """Whether a path is one of the pages'."""
    return path in PAGES
