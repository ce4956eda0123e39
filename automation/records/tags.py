"""The tags by which the pools of this program are known, should ledger and state both be lost.

Domains and app clients can't be tagged: they are found through their pool.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from automation.records.ledger import Entry, parse_time
from components.settings import DRIVER_TAGS

ENVIRONMENT, OWNER, HOST, KIND, EXPIRES = DRIVER_TAGS


@dataclass(frozen=True)
class Tagged:
    """What the tags of a pool say."""

    environment: str
    owner: str
    host: str
    kind: str
    expires: str | None

    def is_expired(self, now: datetime) -> bool:
        """Whether its time is over; what can't be read as a time never is."""
        try:
            return self.expires is not None and parse_time(self.expires) <= now
        except ValueError:
            return False


def tags_of(entry: Entry) -> dict[str, str]:
    """The tags of an environment's pools."""
    tags = {ENVIRONMENT: entry.name, OWNER: entry.owner, HOST: entry.host, KIND: entry.kind}
    return {**tags, EXPIRES: entry.expires} if entry.expires else tags


def read_tags(tags: Mapping[str, str] | None) -> Tagged | None:
    """What they say; None where they aren't ours."""
    tags = tags or {}
    if not all(tags.get(name) for name in (ENVIRONMENT, OWNER, HOST, KIND)):
        return None
    return Tagged(tags[ENVIRONMENT], tags[OWNER], tags[HOST], tags[KIND], tags.get(EXPIRES))


def belong_to(tags: Mapping[str, str] | None, entry: Entry) -> bool:
    """Whether these are the tags of that environment, in the hands of that owner."""
    found = read_tags(tags)
    return found is not None and (found.environment, found.owner) == (entry.name, entry.owner)
