"""`export curl`: what this program does, by hand: a shell script that signs in on the hosted UI and exchanges the code.

Secrets are shell variables and reach curl through files that only the script can read: never a process's arguments.
"""

import shlex
from pathlib import Path

from automation.errors import UsageError
from automation.exports import Export

SCRIPT = Path(__file__).with_name("curl.sh")

NAMES = (
    "COGNITO_CLIENT_ID",
    "COGNITO_CLIENT_SECRET",
    "COGNITO_AUTHORIZE_ENDPOINT",
    "COGNITO_TOKEN_ENDPOINT",
    "COGNITO_USERINFO_ENDPOINT",
    "COGNITO_USERNAME",
    "COGNITO_PASSWORD",
)


def text(export: Export) -> str:
    """A script for bash with curl and openssl; it prints the token response.

    Raises UsageError where the client can't use the authorization code grant.
    """
    if "code" not in export.client.allowed_oauth_flows or not export.redirect_uri:
        raise UsageError(
            f"The app client {export.client.name} can't be used for a curl script, which needs `code` among the "
            "client's allowed_oauth_flows and a callback URL. Choose another client with --client."
        )
    values = {name: export.variables[name] for name in NAMES}
    values |= {"redirect_uri": export.redirect_uri, "scope": " ".join(export.client.allowed_oauth_scopes)}
    assignments = "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())
    head = "#!/usr/bin/env bash\n# Signs in and prints tokens. Holds a password: keep it private.\nset -euo pipefail\n"
    return f"{head}{assignments}\n{SCRIPT.read_text(encoding='utf-8')}"
