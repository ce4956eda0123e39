"""A client that proves passwords by SRP: pycognito's arithmetic, without its requests."""

from datetime import UTC, datetime, timedelta

from pycognito.aws_srp import AWSSRP

from tests.local.cognito.world import PASSWORD


class Client:
    """pycognito's arithmetic, without its requests."""

    def __init__(self, world, username="ada", password=PASSWORD):
        self.world = world
        self.srp = AWSSRP(
            username=username, password=password, pool_id=world.pool_id, client_id=world.client_id, client=object()
        )
        self.given = self.srp.get_auth_params()

    def start(self, flow="USER_SRP_AUTH", **more):
        return self.world.of_client("InitiateAuth", AuthFlow=flow, AuthParameters={**self.given, **more})

    def answer(self, challenge):
        now, offset = datetime.now(UTC), self.world.engine.clock.offset_s
        self.srp.get_cognito_formatted_timestamp = lambda _: AWSSRP.get_cognito_formatted_timestamp(
            now + timedelta(seconds=offset)
        )
        return self.srp.process_challenge(challenge["ChallengeParameters"], self.given)

    def prove(self, challenge, **more):
        responses = {**self.answer(challenge), **more}
        given = {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses}
        return self.world.of_client("RespondToAuthChallenge", **given)
