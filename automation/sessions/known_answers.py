"""What earlier sign-ins of a user left, which answers the challenges of the next one."""

from automation.targets.workspaces import Workspace
from automation.tokens.challenges.answers import Answers, RememberedDevice
from automation.tokens.flows import Credentials
from automation.users.store import UserStore


def known_answers(workspace: Workspace, user_pool_id: str, credentials: Credentials) -> Answers:
    """The authenticator's secret and the remembered device. What this sign-in brings about is kept in their place.

    Raises DriverError where what is kept can't be read.
    """
    users = UserStore.of(workspace)
    known = users.find(user_pool_id, credentials.username) or {}
    return Answers(
        totp_secret=known.get("totp_secret"),
        device=RememberedDevice(**known["device"]) if "device" in known else None,
        # Also of a user that this program didn't create: without its authenticator's secret nobody could sign it in.
        keep=lambda username, news: users.update(user_pool_id, username, news, credentials.password),
    )
