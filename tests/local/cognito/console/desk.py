"""Somebody at the console of an engine in the test's process."""

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import quote, urlencode

from local.cognito.app import EngineApp
from tests.local.cognito.asking import Answer, ask
from tests.local.cognito.world import World

HOST = "127.0.0.1:4566"
ORIGIN = f"http://{HOST}"
CSRF = re.compile(r'name="_csrf" value="([^"]+)"')


class Desk:
    """A browser at the console, as far as forms go."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.engine = world.engine
        self.app = EngineApp(world.engine)
        self.pool = f"/_console/pools/{world.pool_id}"

    def user(self, username: str = "ada", action: str = "") -> str:
        """The path of a user's page, or of what does something to the user."""
        return f"{self.pool}/users/{self.world.user(username).sub}{'/' if action else ''}{action}"

    def get(self, path: str, *, own_user: bool = True) -> Answer:
        return ask(self.engine, path, app=self.app, own_user=own_user)

    def csrf(self) -> str:
        """What every form of this engine's carries."""
        found = CSRF.search(self.get(f"{self.pool}/new-group").text)
        assert found is not None
        return unescape(found[1])

    def send(
        self,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        csrf: str | None = None,
        headers: Mapping[str, str] | None = None,
        own_user: bool = True,
    ) -> Answer:
        """Send a form as the console's own page would, but for what is said otherwise; an empty header isn't sent."""
        fields = {"_csrf": self.csrf() if csrf is None else csrf, **(form or {})}
        given = {"host": HOST, "origin": ORIGIN, **(headers or {})}
        sent = {name: value for name, value in given.items() if value}
        body = urlencode(fields, quote_via=quote).encode()
        return ask(self.engine, path, method="POST", headers=sent, body=body, app=self.app, own_user=own_user)

    def post(self, path: str, **form: str) -> Answer:
        """Send a form as the console's own page would."""
        return self.send(path, form)

    def act(self, action: str, username: str = "ada", **form: str) -> Answer:
        """Do something to a user; the page that comes of it."""
        reply = self.post(self.user(username, action), **form)
        return self.get(reply.headers["location"]) if reply.status == 303 else reply
