"""Request rates that an account has had raised, as stored configuration."""

from collections.abc import Mapping
from typing import Final

from cognito_model.request_quotas import ADJUSTABLE, RATES
from local.cognito.call import Call, Handler
from local.cognito.errors import invalid, not_found
from local.cognito.json_types import JsonObject
from local.cognito.store.limits import ProvisionedLimit


def get_provisioned_limit(call: Call) -> JsonObject:
    """GetProvisionedLimit."""
    category = _category(call)
    found = call.engine.store.provisioned_limits.get(f"{call.region} {category}")
    return _limit(category, found.value if found else RATES[category])


def update_provisioned_limit(call: Call) -> JsonObject:
    """UpdateProvisionedLimit: not below the default. An account's maximum is Service Quotas', which isn't here."""
    category, value = _category(call), call["RequestedLimitValue"]
    if category not in ADJUSTABLE:
        raise invalid(f"The limit of the category {category} is not adjustable.")
    if value < RATES[category]:
        raise invalid(f"The limit of the category {category} must be {RATES[category]} requests per second or more.")
    call.add(ProvisionedLimit(call.region, category, value))
    return _limit(category, value)


def _category(call: Call) -> str:
    category = call["LimitDefinition"]["Attributes"].get("Category")
    if not category:
        raise invalid("The attribute Category is required for limits of the class API_CATEGORY.")
    if category not in RATES:
        raise not_found(f"There is no limit of the category {category}.")
    return str(category)


def _limit(category: str, value: int) -> JsonObject:
    definition = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": category}}
    return {
        "Limit": {
            "LimitDefinition": definition,
            "ProvisionedLimitValue": value,
            "FreeLimitValue": RATES[category],
        }
    }


OPERATIONS: Final[Mapping[str, Handler]] = {
    "GetProvisionedLimit": get_provisioned_limit,
    "UpdateProvisionedLimit": update_provisioned_limit,
}
