"""A world to sign in to: second factors, first factors, functions of triggers, whatever a client computes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.cognito.authentication import totp as time_based
from local.cognito.errors import CognitoError
from local.cognito.triggers.answers import checked_response
from tests.local.cognito.world import World

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "SOFTWARE_TOKEN_MFA": {"SoftwareTokenMfaConfiguration": {"Enabled": True}},
    "EMAIL_OTP": {"EmailMfaConfiguration": {"Subject": "Sign in", "Message": "Use {####} to sign in."}},
    "SMS_MFA": {"SmsMfaConfiguration": {"SmsAuthenticationMessage": "Use {####}.", "SmsConfiguration": {}}},
}
FLOWS = (
    *("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH"),
    *("CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"),
)
Function = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class Functions:
    """In the place of `engine.triggers`: functions in this process, by trigger. An exception's text refuses."""

    functions: dict[str, Function] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)

    def invoke(self, *, trigger: str, source: str, arn: str, event: dict[str, Any]) -> dict[str, Any]:
        assert arn.endswith(trigger)
        assert source == event["triggerSource"]
        self.events.append(json.loads(json.dumps(event)))
        try:
            response = self.functions[trigger](event)
        except ValueError as error:
            raise CognitoError("UserLambdaValidationException", f"{trigger} failed with error {error}.") from error
        return checked_response(trigger, event, {**event, "response": response})

    def sources(self) -> list[str]:
        return [event["triggerSource"] for event in self.events]

    def close(self) -> None:
        pass


class SignInWorld(World):
    """A pool whose settings tests change as they go: what Cognito asks of them is the request validation's business."""

    def add_client(self, **settings: Any) -> dict[str, Any]:
        return super().add_client(**{"ExplicitAuthFlows": [f"ALLOW_{flow}" for flow in FLOWS], **settings})

    @property
    def client_record(self) -> Any:
        return self.pool.clients[self.client_id]

    def set_mfa(self, required: str, *factors: str) -> None:
        for factor in factors:
            self.pool.mfa.update(CONFIGURATIONS[factor])
        self.pool.settings["MfaConfiguration"] = required

    def recover_by(self, *mechanisms: str) -> None:
        ranked = [{"Name": name, "Priority": place} for place, name in enumerate(mechanisms, start=1)]
        self.pool.settings["AccountRecoverySetting"] = {"RecoveryMechanisms": ranked}

    def allow_factors(self, *factors: str) -> None:
        self.pool.settings["Policies"]["SignInPolicy"] = {"AllowedFirstAuthFactors": ["PASSWORD", *factors]}

    def serve(self, version: str = "", **functions: Function) -> Functions:
        """Give the pool functions; `version` is that of the pre token generation event."""
        arns = {trigger: f"arn:aws:lambda:us-east-1:000000000000:function:{trigger}" for trigger in functions}
        if version:
            function = {"LambdaArn": arns["PreTokenGeneration"], "LambdaVersion": version}
            arns["PreTokenGenerationConfig"] = function  # type: ignore[assignment] # a structure
        self.pool.settings["LambdaConfig"] = arns
        served = Functions(functions)
        self.engine._triggers = served  # type: ignore[assignment] # as much of it as is used
        return served

    def totp(self, secret: str, steps: int = 0) -> str:
        """What an authenticator app shows, now or so many steps later."""
        return time_based.code_at(secret, int(self.engine.clock.now() // 30) + steps)

    def latest_message(self) -> Any:
        return self.messages()[0]


def wrong(code: str) -> str:
    """Another code of the same form."""
    return f"{(int(code) + 1) % 10**6:06d}"


def json_list(text: str) -> list[str]:
    found: list[str] = json.loads(text)
    return found
