"""Where the response to a challenge comes from: an option, stored data, the inbox, or the terminal."""

import time
from collections.abc import Callable, Collection, Sequence

from automation.errors import DriverError
from automation.tokens.challenges.answers import Answers
from automation.tokens.challenges.inbox import Delivery
from automation.tokens.challenges.totp import STEP_S, totp

FIRST_FACTORS = ("PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP")
"""Those that can be answered here, in the order in which one is chosen."""
SECOND_FACTORS = ("SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "EMAIL_MFA", "SMS_MFA")


class UnansweredError(DriverError):
    """A challenge that can't be answered; the text names it, and the option that would answer it."""

    code = "challenge_unanswered"


class Sources:
    """The responses available to one sign-in, each used once."""

    def __init__(
        self,
        answers: Answers,
        user_pool_id: str,
        username: str,
        password: str,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.answers = answers
        self.username = username
        self.secrets = [password]
        """What was given out so far, and must not appear in a message."""
        self._user_pool_id = user_pool_id
        self._password = password
        self._now = now
        self._codes = iter(answers.codes)
        self._custom = iter(answers.custom)
        self._secret = answers.totp_secret

    def password(self, challenge: str) -> str:
        """The user's password."""
        if not self._password:
            self._password = self._asked(challenge, f"Password of {self.username}", "--password", secret=True)
        return self._note(self._password)

    def new_password(self) -> str:
        """The password that replaces a temporary one."""
        given = self.answers.new_password
        return self._note(
            given
            or self._asked("NEW_PASSWORD_REQUIRED", f"New password for {self.username}", "--new-password", secret=True)
        )

    def attribute(self, name: str) -> str:
        """A required attribute that the user hasn't got yet."""
        given = self.answers.attributes.get(name)
        option = f"--attribute {name}=VALUE"
        return given or self._asked("NEW_PASSWORD_REQUIRED", f"Attribute {name} of {self.username}", option)

    def totp_code(self, challenge: str = "SOFTWARE_TOKEN_MFA") -> str:
        """The authenticator's current code."""
        if self._secret:
            return self._note(totp(self._secret, self._now()))
        given = next(self._codes, None)
        return self._note(given or self._asked(challenge, "Code of the authenticator app", "--totp-secret or --code"))

    def wait_for_next_totp_code(self) -> bool:
        """Wait for the authenticator's next code; False if the secret isn't known here."""
        if not self._secret:
            return False
        self.answers.pause(STEP_S - self._now() % STEP_S)
        return True

    def use_totp_secret(self, secret: str) -> None:
        """Generate codes with this secret from now on."""
        self._secret = self._note(secret)

    def sent_code(self, challenge: str, destination: str, since: float, names: Collection[str]) -> str:
        """A code that Cognito sent after `since`, to the user who goes by `names`."""
        given = next(self._codes, None)
        if given is None and self.answers.inbox is not None:
            given = self.answers.inbox.wait_for_code(
                Delivery(self._user_pool_id, {self.username, *names}, destination, since)
            )
        sent_to = f" sent to {destination}" if destination else " that Cognito sent"
        return self._note(given or self._asked(challenge, f"Code{sent_to}", "--code"))

    def custom_answer(self, question: str) -> str:
        """The answer to a CUSTOM_CHALLENGE."""
        given = next(self._custom, None)
        return self._note(given or self._asked("CUSTOM_CHALLENGE", question or "Answer", "--answer"))

    def first_factor(self, offered: Sequence[str]) -> str:
        """One of the first factors that Cognito offers."""
        return self._choice(offered, self.answers.first_factor, FIRST_FACTORS, "SELECT_CHALLENGE", "--first-factor")

    def second_factor(self, offered: Sequence[str]) -> str:
        """One of the second factors that the user has."""
        known = SECOND_FACTORS
        if not self._secret and self.answers.inbox is not None:
            known = (*SECOND_FACTORS[1:], SECOND_FACTORS[0])
        return self._choice(offered, self.answers.mfa, known, "SELECT_MFA_TYPE", "--mfa")

    def redacted(self, text: str) -> str:
        """The text without any of this sign-in's secrets."""
        for secret in sorted(filter(None, self.secrets), key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def _choice(
        self, offered: Sequence[str], wanted: str | None, known: Sequence[str], challenge: str, option: str
    ) -> str:
        names = ", ".join(offered) or "none"
        if wanted is not None:
            if wanted not in offered:
                raise UnansweredError(
                    f"Cognito doesn't offer {self.username} the factor {wanted} that {option} asks for. It offers "
                    f"({challenge}): {names}. The user pool must allow a factor, and the user must have what it "
                    "needs: a verified e-mail address or phone number, an enrolled authenticator app, a password."
                )
            return wanted
        chosen = next((name for name in known if name in offered), None)
        if chosen is None:
            raise UnansweredError(
                f"Cognito offers {self.username} only factors that can't be answered here ({challenge}): {names}. "
                "A passkey needs its authenticator and a browser."
            )
        return chosen

    def _asked(self, challenge: str, question: str, option: str, *, secret: bool = False) -> str:
        if self.answers.ask is None:
            raise UnansweredError(
                f"Cognito asks {self.username} for {challenge} ({question}), and no answer was given. Give {option}, "
                "or run this on a terminal to be asked."
            )
        return self.answers.ask(question, secret)

    def _note(self, secret: str) -> str:
        self.secrets.append(secret)
        return secret
