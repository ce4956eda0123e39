"""The credentials with which an engine is called: random for each, so that nobody knows them who wasn't told."""

import json
import secrets
import string
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from local.private_files import write_private

FILE = "credentials.json"
"""Where an engine that keeps its state keeps them, in the state's folder."""
ID_CHARACTERS = string.ascii_uppercase + "234567"
ID_PREFIX = "LOCAL"
"""No prefix of AWS's: neither a person nor a scanner for lost keys takes them for a real account's."""
ID_LENGTH = 20
SECRET_BYTES = 30


@dataclass(frozen=True)
class Credentials:
    """AWS credentials. They stay out of `repr`."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)

    @classmethod
    def random(cls) -> Self:
        """New ones, as long as AWS's."""
        rest = "".join(secrets.choice(ID_CHARACTERS) for _ in range(ID_LENGTH - len(ID_PREFIX)))
        return cls(ID_PREFIX + rest, secrets.token_urlsafe(SECRET_BYTES))

    @property
    def variables(self) -> dict[str, str]:
        """What every AWS SDK reads from its environment."""
        return {"AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key}


def kept_credentials(folder: Path) -> Credentials:
    """The credentials of the engine whose state is in `folder`, made with mode 0600 if need be. Raises StorageError."""
    path = folder / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Credentials(str(found["access_key"]), str(found["secret_key"]))
    except (OSError, ValueError, KeyError, TypeError):
        made = Credentials.random()
        write_private(path, json.dumps({"access_key": made.access_key, "secret_key": made.secret_key}))
        return made
