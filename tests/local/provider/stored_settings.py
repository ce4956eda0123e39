"""Cognito's operations that only keep what they are told, for an engine that doesn't have them."""

import itertools
from typing import TYPE_CHECKING, Any

from tests.local.provider.harness import Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable

Parameters = dict[str, Any]
Answer = tuple[int, dict[str, Any]]

DEFAULT_SETTINGS: Parameters = {"components": {"primaryButton": {"lightMode": {}}}}


class StoredSettings:
    """Branding, risk configuration and log delivery, kept in memory, in the shapes of the API reference."""

    def __init__(self) -> None:
        self._brandings: dict[str, Parameters] = {}
        self._risks: dict[tuple[str, str], Parameters] = {}
        self._logs: dict[str, list[Parameters]] = {}
        self._numbers = itertools.count(1)

    def answer(self, endpoint: Endpoint) -> None:
        """Answer these operations in the engine's place."""
        operations: list[Callable[[Parameters], Answer]] = [
            self.CreateManagedLoginBranding,
            self.DescribeManagedLoginBranding,
            self.DescribeManagedLoginBrandingByClient,
            self.UpdateManagedLoginBranding,
            self.DeleteManagedLoginBranding,
            self.SetRiskConfiguration,
            self.DescribeRiskConfiguration,
            self.SetLogDeliveryConfiguration,
            self.GetLogDeliveryConfiguration,
            self.GetSigningCertificate,
        ]
        endpoint.answers.update({operation.__name__: operation for operation in operations})

    def CreateManagedLoginBranding(self, asked: Parameters) -> Answer:  # noqa: N802 - the operation's name
        branding_id = f"00000000-0000-4000-8000-{next(self._numbers):012}"
        self._brandings[branding_id] = {**asked, "ManagedLoginBrandingId": branding_id}
        return self._branding(branding_id)

    def DescribeManagedLoginBranding(self, asked: Parameters) -> Answer:  # noqa: N802 - as above
        return self._branding(asked["ManagedLoginBrandingId"], merged=asked.get("ReturnMergedResources", False))

    def DescribeManagedLoginBrandingByClient(self, asked: Parameters) -> Answer:  # noqa: N802 - as above
        found = [key for key, branding in self._brandings.items() if branding["ClientId"] == asked["ClientId"]]
        return self._branding(found[0] if found else "")

    def UpdateManagedLoginBranding(self, asked: Parameters) -> Answer:  # noqa: N802 - as above
        branding = self._brandings[asked["ManagedLoginBrandingId"]]
        for name in ("Settings", "UseCognitoProvidedValues"):
            branding.pop(name, None)
        branding.update(asked)
        return self._branding(asked["ManagedLoginBrandingId"])

    def DeleteManagedLoginBranding(self, asked: Parameters) -> Answer:  # noqa: N802 - as above
        found = self._branding(asked["ManagedLoginBrandingId"])
        self._brandings.pop(asked["ManagedLoginBrandingId"], None)
        return found

    def SetRiskConfiguration(self, asked: Parameters) -> Answer:  # noqa: N802 - as above
        self._risks[asked["UserPoolId"], asked.get("ClientId", "")] = asked
        return 200, {"RiskConfiguration": asked}

    def DescribeRiskConfiguration(self, asked: Parameters) -> Answer:  # noqa: N802 - as above
        found = self._risks.get((asked["UserPoolId"], asked.get("ClientId", "")), {"UserPoolId": asked["UserPoolId"]})
        return 200, {"RiskConfiguration": found}

    def SetLogDeliveryConfiguration(self, asked: Parameters) -> Answer:  # noqa: N802 - as above
        self._logs[asked["UserPoolId"]] = asked["LogConfigurations"]
        return self.GetLogDeliveryConfiguration(asked)

    def GetLogDeliveryConfiguration(self, asked: Parameters) -> Answer:  # noqa: N802 - as above
        logs = self._logs.get(asked["UserPoolId"], [])
        return 200, {"LogDeliveryConfiguration": {"UserPoolId": asked["UserPoolId"], "LogConfigurations": logs}}

    def GetSigningCertificate(self, _asked: Parameters) -> Answer:  # noqa: N802 - as above
        return 200, {"Certificate": "MIIC"}

    def _branding(self, branding_id: str, *, merged: bool = False) -> Answer:
        if branding_id not in self._brandings:
            return 400, {"__type": "ResourceNotFoundException", "message": "No such managed login branding."}
        described = {"UseCognitoProvidedValues": False, **self._brandings[branding_id]}
        del described["ClientId"]  # the API doesn't tell
        if merged:
            described["Settings"] = {**DEFAULT_SETTINGS, **described.get("Settings", {})}
        return 200, {"ManagedLoginBranding": described}
