"""Whether the identity pools give credentials to anybody: GetId and GetCredentialsForIdentity, without a token."""

from collections.abc import Iterator
from typing import Any, Final

from auditing.attempt import Attempt, Verdict
from auditing.checks.common import POOL
from auditing.pool import Words
from automation.audits.probing.permission import LOCAL
from automation.audits.probing.probed_pool import ProbedPool
from automation.audits.probing.refusals import asked
from automation.records.tags import read_tags
from automation.terminal.signals import postponed

CHECKS: Final = ("guests",)


def attempts(probed: ProbedPool) -> Iterator[Attempt]:
    """One for each identity pool that trusts the user pool."""
    if not probed.pool.identity_pools:
        yield Attempt(CHECKS[0], POOL, Verdict.NOT_TRIED, "No identity pool trusts the user pool.")
        return
    client = probed.connection.patient("cognito-identity")
    for identity_pool in probed.pool.identity_pools:
        where = f"identity pool {identity_pool.get('IdentityPoolName')}"
        yield Attempt(CHECKS[0], where, *_credentials(probed, client, identity_pool))


def _credentials(probed: ProbedPool, client: Any, identity_pool: Words) -> tuple[Verdict, str]:
    if probed.connection.target != LOCAL and read_tags(identity_pool.get("IdentityPoolTags")) is None:
        return Verdict.NOT_TRIED, "The identity pool wasn't deployed by this program."
    with postponed():  # its id is known only once it is there
        identity = asked(client.get_id, IdentityPoolId=identity_pool["IdentityPoolId"])
        identity_id = identity.response.get("IdentityId")
        if identity_id:
            probed.created.note_identity(client, identity_id)
    if not identity_id:
        return Verdict.REFUTED, f"GetId without a token was refused ({identity})."
    answer = asked(client.get_credentials_for_identity, IdentityId=identity_id)
    if answer.code:
        return Verdict.REFUTED, f"GetCredentialsForIdentity without a token was refused ({answer})."
    expires = answer.response["Credentials"]["Expiration"]
    return Verdict.CONFIRMED, (
        f"AWS credentials were issued without signing in, valid until {expires:%H:%M} UTC. They weren't used."
    )
