"""`export k6`, `export locust`, `export artillery`: test users as a CSV, and beside it a load test ready to run.

The scripts are the same for every environment. What they ask about it stands in a file of settings, which may hold the
app client's secret.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from automation.environment import AppClient, Environment
from automation.exports.token_requests import check_backend_url
from cognito_model.endpoints import issuer_of

FEED_FILE: Final = "users.csv"
SETTINGS_FILE: Final = "cognito.settings.json"
SCRIPTS: Final = Path(__file__).with_name("load_scripts")
FEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "k6": ("cognito.k6.js", "cognito-srp.js"),
    "locust": ("locustfile.py",),
    "artillery": ("artillery.yml", "cognito.artillery.js"),
}
"""Formats that are a row per test user, and the files of each one's load test."""


def load_files(
    name: str, environment: Environment, client: AppClient, endpoint_url: str | None, backend_url: str
) -> dict[str, str]:
    """The files beside the feed, name to content. Secret where the client has one.

    `endpoint_url` is where the local engine answers. Raises UsageError for a back end's address that is none.
    """
    if backend_url:
        check_backend_url(backend_url)
    settings = {
        "endpoint": endpoint_url or _regional(environment.user_pool_id),
        "user_pool_id": environment.user_pool_id,
        "client_id": client.client_id,
        "client_secret": client.client_secret or "",
        "backend_url": backend_url,
    }
    scripts = {file: (SCRIPTS / file).read_text(encoding="utf-8") for file in FEEDS[name]}
    return {SETTINGS_FILE: json.dumps(settings, indent=2) + "\n", **scripts}


def _regional(user_pool_id: str) -> str:
    issuer = urlsplit(issuer_of(user_pool_id))
    return f"{issuer.scheme}://{issuer.netloc}"
