"""Obtains tokens: takes a question, returns verified tokens. All tokens come from this module.

Here, and nowhere else, a flow is chosen, scopes are checked, an HTTP session is opened (one a sign-in), the inbox is
asked, and what came is verified.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from automation.environment import AppClient, Environment
from automation.errors import DriverError
from automation.tokens.challenges.answers import Answers
from automation.tokens.flows import (
    CHOSEN_UNASKED,
    FLOWS,
    NOBODY,
    Credentials,
    Flow,
    FlowOptions,
    FlowRequest,
    choose_flow,
    run_flow,
)
from automation.tokens.made_tokens import PoolAccess, check_signer, lasting
from automation.tokens.token_set import TokenSet
from automation.tokens.verification import PublishedKeys, Verifier, WrongTimeError

if TYPE_CHECKING:
    import requests
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from automation.tokens.challenges.inbox import Inbox


CLOCKS_DIFFER = (
    "The token was just issued, so this machine's clock and Cognito's differ. Set this machine's clock, or the "
    "local engine's with `local clock`."
)


class Access(PoolAccess, Protocol):
    """Access to a target, including the inbox of its messages."""

    def inbox(self, http: "requests.Session") -> "Inbox | None":
        """The inbox in which Cognito's codes arrive, if this program can read it."""


@dataclass(frozen=True)
class Question:
    """Whose tokens are wanted, by which flow and with which scopes."""

    client: str | None = None
    """The app client's name; the first client where None."""
    flow: str | None = None
    """One of `FLOWS`; the first of `among` that the client allows and that carries the scopes where None."""
    scopes: tuple[str, ...] = ()
    """Empty for all that the client allows, where the flow carries scopes."""
    credentials: Credentials = NOBODY
    answers: Answers = field(default_factory=Answers, repr=False)
    options: FlowOptions = field(default_factory=FlowOptions)
    expires_in: int | None = None
    """For how many seconds the tokens are to be valid; as long as the client says where None."""
    among: tuple[str, ...] = CHOSEN_UNASKED
    """The flows that one is chosen from where none is asked for, in this order."""


@dataclass(frozen=True)
class VerifiedTokens:
    """Tokens whose signature, issuer, times, use and client have been checked."""

    client: AppClient
    flow: str
    tokens: TokenSet
    claims: Mapping[str, Any] = field(repr=False)
    """By token: `access_token`, and `id_token` where there is one."""


class Obtainer:
    """Obtains tokens of one environment. Thread-safe if `connect` is, since calls share nothing."""

    def __init__(
        self, environment: Environment, connect: "Callable[[], CognitoIdentityProviderClient]", access: Access
    ) -> None:
        """`connect` returns the client of the user pools API when a flow needs it."""
        self._environment = environment
        self._connect = connect
        self._access = access
        self._published = PublishedKeys()

    def choose(self, question: Question) -> tuple[AppClient, str]:
        """The app client and flow for a question. Raises UsageError if they can't return tokens."""
        client = self._environment.client(question.client)
        return client, choose_flow(client, question.flow, question.scopes, question.options.resource, question.among)

    def asks_for_a_user(self, question: Question) -> bool:
        """Whether a user signs in. Raises UsageError like `choose`."""
        return FLOWS[self.choose(question)[1]].has_user

    def obtain(self, question: Question, by: Flow | None = None) -> VerifiedTokens:
        """Return verified tokens. `by` replaces the flow's own sign-in, for example with the user's browser.

        Raises UsageError, DriverError naming what was refused and why, VerificationError.
        """
        client, flow = self.choose(question)
        signer = None if question.expires_in is None else check_signer(self._access)
        with self._access.http() as http:
            request = self._request(question, client, http)
            tokens = by(request) if by else run_flow(flow, request)
            if signer is not None and question.expires_in is not None:
                tokens = lasting(tokens, question.expires_in, signer)
            try:
                claims = Verifier(self._environment, http, published=self._published).verify_set(tokens)
            except WrongTimeError as error:
                error.args = (f"{error} {CLOCKS_DIFFER}",)
                raise
        _check_resource(question.options.resource, claims, client)
        return VerifiedTokens(client, flow, tokens, claims)

    def renew(self, old: VerifiedTokens) -> VerifiedTokens:
        """Return new tokens of the same sign-in, using its refresh token. Raises DriverError, VerificationError."""
        # The hosted UI's tokens carry scopes, which the token endpoint keeps and the API wouldn't.
        where = "endpoint" if FLOWS[old.flow].carries_scopes else "api"
        options = FlowOptions(refresh_token=old.tokens.refresh_token, refresh_at=where)
        renewed = self.obtain(Question(client=old.client.name, flow="refresh", options=options))
        _check_resource(old.claims.get("access_token", {}).get("aud"), renewed.claims, old.client)
        return replace(renewed, flow=old.flow)

    def _request(self, question: Question, client: AppClient, http: "requests.Session") -> FlowRequest:
        answers = question.answers
        if answers.inbox is None:
            answers = replace(answers, inbox=self._access.inbox(http))
        return FlowRequest(
            self._environment,
            client,
            question.credentials,
            question.scopes,
            self._connect,
            http,
            answers,
            question.options,
        )


def _check_resource(resource: str | None, claims: Mapping[str, Any], client: AppClient) -> None:
    """Raise DriverError if an access token isn't bound to the requested resource; some pools ignore it."""
    found = claims["access_token"].get("aud")
    if resource and found != resource:
        raise DriverError(
            f"The access token of the app client {client.name} isn't bound to the resource {resource}: its aud is "
            f"{found!r}. Cognito only binds tokens in user pools with the plan ESSENTIALS or PLUS; see "
            "`user_pool_tier`."
        )
