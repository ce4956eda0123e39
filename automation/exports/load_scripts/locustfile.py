"""A load test of a back end whose requests carry access tokens.

    BACKEND_URL=http://localhost:8000/orders locust --headless --users 50 --run-time 1m

Each user is a row of users.csv; a token that is about to expire is renewed with the row's refresh token.
"""

import base64
import csv
import itertools
import json
import os
import time
from pathlib import Path
from urllib.parse import urlsplit

from locust import HttpUser, between, task

FOLDER = Path(__file__).resolve().parent
SETTINGS = json.loads((FOLDER / "cognito.settings.json").read_text(encoding="utf-8"))
BACKEND_URL = os.environ.get("BACKEND_URL") or SETTINGS["backend_url"]
RENEW_BEFORE_S = 30
if not BACKEND_URL:
    raise SystemExit("Set the variable BACKEND_URL to the URL to call: BACKEND_URL=http://…")
with (FOLDER / "users.csv").open(encoding="utf-8", newline="") as file:
    ROWS = itertools.cycle(list(csv.DictReader(file)))


class SignedInUser(HttpUser):
    """Somebody who is signed in."""

    host = "{0.scheme}://{0.netloc}".format(urlsplit(BACKEND_URL))
    wait_time = between(0.5, 1.5)

    def on_start(self) -> None:
        """Take the next row."""
        row = next(ROWS)
        self.access_token, self.refresh_token = row["access_token"], row["refresh_token"]

    @task
    def call(self) -> None:
        """A request with the access token (RFC 6750 section 2.1)."""
        if expires_at(self.access_token) < time.time() + RENEW_BEFORE_S:
            self.renew()
        self.client.get(BACKEND_URL, headers={"Authorization": f"Bearer {self.access_token}"}, name="protected call")

    def renew(self) -> None:
        """GetTokensFromRefreshToken, counted as a request of its own."""
        request = {"ClientId": SETTINGS["client_id"], "RefreshToken": self.refresh_token}
        if SETTINGS["client_secret"]:
            request["ClientSecret"] = SETTINGS["client_secret"]
        operation = "AWSCognitoIdentityProviderService.GetTokensFromRefreshToken"
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": operation}
        answer = self.client.post(SETTINGS["endpoint"], data=json.dumps(request), headers=headers, name="renewal")
        answer.raise_for_status()
        tokens = answer.json()["AuthenticationResult"]
        self.access_token = tokens["AccessToken"]
        self.refresh_token = tokens.get("RefreshToken") or self.refresh_token


def expires_at(token: str) -> float:
    """Seconds since the epoch."""
    claims = token.split(".")[1]
    return float(json.loads(base64.urlsafe_b64decode(f"{claims}==="))["exp"])
