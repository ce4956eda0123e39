"""What other tools are handed: a file per format, and this registry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

from automation.environment import AppClient, Environment
from automation.errors import UsageError
from automation.tokens.browser.state import BrowserState
from automation.tokens.registration import ClientRegistration
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser


@dataclass(frozen=True)
class Export:
    """Everything that a format may use of an environment."""

    environment: Environment
    client: AppClient
    user: TestUser
    tokens: TokenSet = field(repr=False)
    variables: Mapping[str, str] = field(repr=False)
    """The variables of the contract (`automation.stacks.variables`)."""
    backend_url: str = ""
    """What the sample call with the access token asks for; empty for the userinfo endpoint."""
    browser: BrowserState | None = field(default=None, repr=False)
    """Where the user is signed in, for formats that ask for it."""
    libraries: tuple[str, ...] = ()
    """Of front ends, that are asked for by name."""
    origin: str = ""
    """Of a front end; empty where nothing is said."""
    resource: str = ""
    """Whom access tokens are for (RFC 8707); empty where nothing is said."""
    scopes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    """What is asked of access tokens, for formats that say it; empty where nothing is said."""
    is_client_chosen: bool = False
    """Whether somebody has named the client."""
    registration: ClientRegistration | None = None
    """How others become clients of the pool, for formats that ask it."""

    @property
    def redirect_uri(self) -> str:
        """Where the client's authorization codes go; empty where it has no callback URL."""
        return next(iter(self.client.callback_urls), "")

    @property
    def machine_client(self) -> AppClient | None:
        """The client, or else the first, that may use the client credentials grant (RFC 6749 section 4.4)."""
        clients = (self.client, *self.environment.clients)
        return next((one for one in clients if "client_credentials" in one.allowed_oauth_flows), None)


Text = Callable[[Export], str]
Files = Callable[[Export], dict[str, str]]


@dataclass(frozen=True)
class Registration:
    """A format: a module with `text(export)`, `files(export)` or both."""

    module: str
    description: str
    file: str = ""
    """What `text(export)` is called in a folder, where there is no `files(export)`."""
    needs_hosted_ui: bool = False
    signs_in_a_browser: bool = False
    """Whether `Export.browser` is asked for."""
    signs_in: bool = True
    """Whether a user and tokens are asked for."""
    options: frozenset[str] = frozenset()
    """Which of the options it takes that not every format does."""
    asks_the_pool: bool = False
    """Whether `Export.registration` is asked for."""
    needs_folder: bool = False
    """Whether it is several files, and no single text."""


BROWSER_OPTIONS = frozenset({"library", "origin", "authority", "allow_remote"})
OF_A_TOKEN = frozenset({"resource"})
"""Of formats that hold the access token; the others that sign in do that by themselves."""

FORMATS = {
    "env": Registration(
        "env", 'variables for a shell: eval "$(run.py export env)"', "cognito.env.sh", options=OF_A_TOKEN
    ),
    "dotenv": Registration("dotenv", "a .env file", ".env", options=OF_A_TOKEN),
    "json": Registration("json_object", "the same variables as one JSON object", "cognito.json", options=OF_A_TOKEN),
    "header": Registration(
        "header", "an Authorization header with the access token", "authorization.header", options=OF_A_TOKEN
    ),
    "curl": Registration(
        "curl", "a shell script from sign-in to userinfo with curl", "cognito.sh", needs_hosted_ui=True
    ),
    "http": Registration("http", "requests for the HTTP clients of editors", "cognito.http", needs_hosted_ui=True),
    "postman": Registration(
        "postman", "a Postman collection v2.1, with --folder its environment too", needs_hosted_ui=True
    ),
    "bruno": Registration("bruno", "a Bruno collection (needs --folder)", needs_hosted_ui=True, needs_folder=True),
    "openapi": Registration("openapi", "security schemes for an OpenAPI document", "cognito.openapi.yaml"),
    "playwright": Registration(
        "playwright",
        "a storage state for Playwright: a browser that is signed in",
        signs_in_a_browser=True,
        options=BROWSER_OPTIONS,
    ),
    "cypress": Registration(
        "cypress",
        "a command for Cypress that signs its browser in (needs --folder)",
        signs_in_a_browser=True,
        options=BROWSER_OPTIONS,
        needs_folder=True,
    ),
    "spa": Registration(
        "spa",
        "settings of front ends: oidc-client-ts, Amplify, Auth.js",
        signs_in=False,
        options=frozenset({"library", "origin"}),
    ),
    "mcp": Registration(
        "mcp",
        "settings of clients of an MCP server behind the user pool",
        signs_in=False,
        needs_hosted_ui=True,
        options=frozenset({"resource"}),
        asks_the_pool=True,
    ),
    "agentcore": Registration(
        "agentcore",
        "an authorizer of Amazon Bedrock AgentCore",
        "cognito.agentcore.json",
        signs_in=False,
        options=frozenset({"resource", "group"}),
    ),
}


def check_folder(name: str, folder: str | None) -> None:
    """Raise UsageError where the format is several files and nobody says where they go."""
    if folder is None and FORMATS[name].needs_folder:
        raise UsageError(
            f"The format {name} consists of several files. Say where to write them: export {name} --folder FOLDER"
        )


def export_text(name: str, export: Export) -> str:
    """The format's text for stdout. Secret.

    Raises UsageError where it has none, or where the environment lacks what it needs.
    """
    check_folder(name, None)
    render: Text = getattr(_module(name, export), "text")  # noqa: B009 - a module, whichever it is
    return render(export)


def export_files(name: str, export: Export) -> dict[str, str]:
    """The format's files, name to content. Secret. Raises UsageError like `export_text`."""
    module = _module(name, export)
    files: Files | None = getattr(module, "files", None)
    return files(export) if files else {FORMATS[name].file: export_text(name, export)}


def export_remark(name: str, export: Export) -> str:
    """What whoever uses the format must know of this environment; empty where it is nothing."""
    remark: Text | None = getattr(_module(name, export), "remark", None)
    return remark(export) if remark else ""


def _module(name: str, export: Export) -> object:
    registration = FORMATS[name]
    if registration.needs_hosted_ui and export.environment.token_endpoint is None:
        raise UsageError(
            f"The format {name} needs the OAuth endpoints, and {export.environment.name} has no domain. "
            "Give the user pool a `domain` in the stack's configuration and run `up`."
        )
    return import_module(f"{__name__}.{registration.module}")
