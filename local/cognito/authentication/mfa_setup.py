"""MFA_SETUP: somebody who has to pass a second factor and has none sets one up while signing in.

An authenticator app by AssociateSoftwareToken and VerifySoftwareToken with the challenge's session; an e-mail address
by the answer `EMAIL`, as Amplify's `CONTINUE_SIGN_IN_WITH_EMAIL_SETUP` gives it.
"""

from typing import Final

from local.cognito.accounts import aliases, attributes
from local.cognito.authentication import mfa, second_factor, sessions
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.requests import Answer
from local.cognito.call import Call
from local.cognito.errors import invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.messages.sending import send
from local.cognito.store.pools import UserPool
from local.cognito.store.sign_ins import AuthSession
from local.cognito.store.users import User

MFA_SETUP: Final = "MFA_SETUP"


def session_of(call: Call) -> tuple[AuthSession, UserPool, User]:
    """The challenge whose session AssociateSoftwareToken and VerifySoftwareToken name. Raises CognitoError."""
    pool = call.engine.pool_of_session(str(call["Session"]))
    if pool is None:
        raise not_authorized(sessions.WRONG)
    session = sessions.find(call, pool, call["Session"], MFA_SETUP)
    user = pool.users.by_name(session.username)
    if user is None:
        raise not_authorized(sessions.WRONG)
    return session, pool, user


def next_session(call: Call, pool: UserPool, session: AuthSession, **remembered: object) -> str:
    """The session in place of one that is taken: the sign-in goes on with it."""
    kept = {**session.remembered, **remembered}
    sessions.take(call, session)
    return sessions.begin(call, pool.clients[session.client_id], session.username, MFA_SETUP, **kept)


def check_verified(answer: Answer) -> None:
    """Raise CognitoError unless an authenticator app has been verified with the session."""
    if not answer.session.remembered.get("verified"):
        raise not_authorized(sessions.WRONG)


def begin_email(answer: Answer, address: str) -> JsonObject:
    """Send a code to the address that somebody gives. Raises CognitoError."""
    attempt = answer.attempt
    pool, user = attempt.pool, attempt.user
    if mfa.EMAIL not in mfa.settable(pool, user):
        raise invalid("User does not have delivery config set to turn on EMAIL_OTP")
    changed = attributes.new_attributes(pool, {"email": address, "email_verified": "true"})
    aliases.check_free(pool, user, {**user.attributes, **changed})
    answer.take()
    code = second_factor.new_code()
    trigger, metadata = second_factor.CODE_SENT, attempt.metadata
    details = send(attempt.call, pool, user, trigger, code, "EMAIL", destination=address, metadata=metadata)
    attempt.check_still_there()
    shown = {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": details["Destination"],
        "USER_ID_FOR_SRP": user.username,
    }
    return attempt.challenge(mfa.EMAIL, shown, code=code, set_up=changed)


def keep(attempt: Attempt, changed: dict[str, str]) -> None:
    """Keep the address that was proved: it is verified, and a second factor from now on."""
    user = attempt.user
    aliases.check_free(attempt.pool, user, {**user.attributes, **changed})
    with attempt.pool.users.changing(user):
        user.attributes = {**user.attributes, **changed}
    user.modified = attempt.call.moment
    mfa.switch_on(user, mfa.EMAIL)
    attempt.call.save(user)
