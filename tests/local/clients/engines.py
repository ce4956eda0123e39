"""The engine that unmodified clients are tried against: the one place that knows how it is started."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import requests

from local.cognito.launcher import EngineProcess, LaunchOptions

REGION = "us-east-1"
AWS_ISSUERS = f"https://cognito-idp.{REGION}.amazonaws.com"
PATIENCE_S = 10.0


@dataclass(frozen=True)
class Engine:
    """What somebody who uses it is told."""

    endpoint_url: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    issuer_base: str
    """What a pool's id is appended to."""

    def aws(self, service: str = "cognito-idp") -> Any:
        """A client of boto3."""
        client: Any = boto3.client  # its stubs have a signature for each service
        return client(
            service,
            endpoint_url=self.endpoint_url,
            region_name=REGION,
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
        )

    @property
    def variables(self) -> dict[str, str]:
        """What points any AWS SDK at it."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
        }

    def code_for(self, destination: str) -> str:
        """The newest code that went to an address. Raises AssertionError where none comes."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            messages = requests.get(f"{self.endpoint_url}/inbox.json", timeout=10).json()["messages"]
            for message in messages:  # newest first
                if message["destination"] == destination:
                    return str(message["code"])
            time.sleep(0.1)
        raise AssertionError(f"no message to {destination}")


@contextmanager
def running_engine(
    *, issuer_is_local: bool = False, client_metadata_files: Mapping[str, Path] | None = None
) -> Iterator[Engine]:
    """An engine whose tokens name AWS as their issuer, or itself; files stand for client metadata documents."""
    options = LaunchOptions(issuer_is_local=issuer_is_local, client_metadata_files=client_metadata_files or {})
    with EngineProcess(options) as process:
        process.wait_until_ready()
        url, key = process.endpoint_url, process.credentials
        yield Engine(url, key.access_key, key.secret_key, url if issuer_is_local else AWS_ISSUERS)
