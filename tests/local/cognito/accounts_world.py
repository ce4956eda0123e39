"""What tests of accounts need besides a World."""

from typing import TYPE_CHECKING, Any

from local.cognito.passwords import is_password
from local.cognito.tokens.issuing import Grant, begin_sign_in
from tests.local.cognito.world import World

if TYPE_CHECKING:
    from collections.abc import Callable


def listed(**attributes: str) -> list[dict[str, str]]:
    """AttributeListType; `custom__tenant` is `custom:tenant`."""
    return [{"Name": name.replace("__", ":"), "Value": value} for name, value in attributes.items()]


def attributes_of(world: World, username: str = "ada") -> dict[str, str]:
    """A user's attributes, as an administrator sees them."""
    return {one["Name"]: one["Value"] for one in world.admin("AdminGetUser", username)["UserAttributes"]}


def status_of(world: World, username: str = "ada") -> str:
    return str(world.admin("AdminGetUser", username)["UserStatus"])


def access_token(world: World, username: str = "ada", client_id: str = "") -> str:
    """Of a user who has signed in, by whatever flow."""
    client = world.pool.clients[client_id or world.client_id]
    with world.engine.calling(world.pool) as call:
        return str(begin_sign_in(call, world.pool, client, world.user(username), Grant())["AccessToken"])


def knows(world: World, password: str, username: str = "ada") -> bool:
    """Whether a user has this password."""
    return is_password(world.user(username), password)


def of_user(world: World, operation: str, username: str = "ada", **parameters: Any) -> dict[str, Any]:
    """An operation that a user calls with an access token, unsigned."""
    return world.engine.call(operation, {"AccessToken": access_token(world, username), **parameters})


def wrong(code: str) -> str:
    """Another code of the same form."""
    return f"{(int(code) + 1) % 10**6:06d}"


def sign_up(world: World, username: str = "ada", password: str = "Correct-horse1", **attributes: str) -> dict[str, Any]:
    """With an e-mail address, where nothing else is said."""
    given = attributes or {"email": f"{username}@example.com"}
    return world.of_client("SignUp", Username=username, Password=password, UserAttributes=listed(**given))


class Functions:
    """In the place of `engine.triggers`: answers each trigger with what is said, and remembers the events."""

    def __init__(self, **responses: Any) -> None:
        self.responses = responses
        self.events: list[dict[str, Any]] = []
        self.codes: list[str | None] = []
        self.meanwhile: Callable[[], object] | None = None
        """What happens while a function runs."""

    def invoke(self, *, trigger: str, source: str, arn: str, event: dict[str, Any]) -> dict[str, Any]:
        self.events.append(event)
        if self.meanwhile:
            self.meanwhile()
        response = self.responses[trigger]
        if isinstance(response, Exception):
            raise response
        return {**(event.get("response") or {}), **response}

    def invoke_later(
        self, *, trigger: str, source: str, arn: str, event: dict[str, Any], plaintext_code: str | None = None
    ) -> None:
        self.events.append(event)
        self.codes.append(plaintext_code)

    @property
    def sources(self) -> list[str]:
        return [event["triggerSource"] for event in self.events]

    def close(self) -> None:
        pass


def with_functions(engine: Any, responses: dict[str, Any], **settings: Any) -> tuple[World, Functions]:
    """A world whose pool has functions for these triggers."""
    functions = Functions(**responses)
    engine._triggers = functions
    arn = "arn:aws:lambda:us-east-1:000000000000:function:trigger"
    return World.with_pool(engine, LambdaConfig=dict.fromkeys(responses, arn), **settings), functions
