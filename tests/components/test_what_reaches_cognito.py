"""No configuration that keeps our rules leads to a call that breaks the API's own: lengths, ranges, patterns, enums.

The calls are those that the embedded provider makes of what the component registers. botocore checks hardly any of it,
so the check against botocore's model is ours, and independent of the rules' own.
"""

import base64
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest
import regex
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StringShape, StructureShape
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pulumi.runtime.mocks import MockResourceArgs

from cognito_model.shapes import limit, shape_within
from components import CognitoAuth
from components.checking.keys import POOL_SETTINGS, Block, Blocks, Choice, FullDomain, Integer, Kind, Lifetime
from components.checking.keys import Shape as ShapeKey
from components.checking.structure import checked_block
from components.pool_settings_api import MFA, factors_of, units, update_of
from components.schema import AUTH, problems_in
from local.provider.operation import ApiCall
from local.provider.resources import RESOURCES
from tests.components.support import ARTICLE, RecordingMocks, changed, known, plain, pulumi_test
from tests.components.test_configurations import VALID, WRONG

pytestmark = pytest.mark.unmeasured


@cache
def model(service: str = "cognito-idp") -> ServiceModel:
    loaded: ServiceModel = botocore.session.get_session().get_service_model(service)
    return loaded


def violations(value: Any, shape: Shape | None, path: str = "") -> Iterator[str]:
    """Where a call's parameters break botocore's model."""
    match shape:
        case StructureShape(is_document_type=False):  # a document is any JSON
            yield from (f"{path}.{name} is missing" for name in shape.required_members if name not in value)
            for name, inner in value.items():
                yield from violations(inner, shape.members[name], f"{path}.{name}")
        case ListShape():
            yield from out_of_range(len(value), shape, path)
            for item in value:
                yield from violations(item, shape.member, f"{path}[]")
        case MapShape():
            yield from out_of_range(len(value), shape, path)
            for key, inner in value.items():
                yield from violations(key, shape.key, f"{path}.{key}")
                yield from violations(inner, shape.value, f"{path}.{key}")
        case StringShape():
            yield from text_violations(value, shape, path)
        case Shape(type_name="integer" | "long"):
            yield from out_of_range(value, shape, path)
        case Shape(type_name="blob"):
            yield from out_of_range(len(base64.b64decode(value) if isinstance(value, str) else value), shape, path)


def text_violations(value: str, shape: StringShape, path: str) -> Iterator[str]:
    yield from out_of_range(len(value), shape, path)
    if shape.enum and value not in shape.enum:
        yield f"{path} is {value}, none of {shape.enum}"
    pattern = shape.metadata.get("pattern")
    # A custom domain has dots, in AWS's own documentation too; the model's pattern is one for prefixes.
    is_custom_domain = shape.name == "DomainType" and "." in value
    if pattern and not is_custom_domain and not regex.fullmatch(pattern, value):
        yield f"{path} is {value!r}, which doesn't match {pattern}"


def out_of_range(size: int, shape: Shape, path: str) -> Iterator[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and size < low) or (high is not None and size > high):
        yield f"{path} is {size}, out of {low} to {high}"


def calls(registered: list[MockResourceArgs]) -> Iterator[tuple[ServiceModel, ApiCall]]:
    """What AWS would be asked to do to create the resources, with the model of the service that is asked."""
    for registration in registered:
        if registration.typ.endswith(f":{POOL_SETTINGS}"):
            yield from ((model(), call) for call in calls_of_ours(plain(registration.inputs)))
        resource = RESOURCES.get(registration.typ)
        if resource is None or registration.resource_id:  # what is only read
            continue
        properties, service = {**plain(registration.inputs)}, model(resource.service)
        yield service, resource.request(service, resource.create, properties)
        named = {**properties, "id": "us-east-1_a1B2c3D4e"}
        yield from ((service, step) for step in resource.after_create(service, named))


def calls_of_ours(inputs: dict[str, Any]) -> Iterator[ApiCall]:
    """What the resource beside the pool asks for, of a pool that has nothing of it."""
    mfa = {unit: value for unit, value in units(inputs).items() if unit[0] == MFA}
    of_the_pool = {unit: value for unit, value in units(inputs).items() if unit not in mfa}
    assert set(units(inputs)) == set(mfa) | set(of_the_pool) != set()
    keys = {"UserPoolId": "us-east-1_a1B2c3D4e"}
    if of_the_pool:
        yield ApiCall("UpdateUserPool", {**keys, **update_of({}, of_the_pool)})
    if mfa:
        yield ApiCall("SetUserPoolMfaConfig", {**keys, **factors_of({}, mfa)})


def broken_by(auth: dict[str, Any], mocks: RecordingMocks) -> list[str]:
    """Construct, and say what the calls of all that is registered would break."""
    mocks.resources.clear()

    @pulumi_test
    async def constructing() -> None:
        args: Any = auth
        await known(CognitoAuth("auth", args).clients)

    constructing()
    return [
        f"{call.operation}{violation}"
        for service, call in calls(mocks.resources)
        for violation in violations(call.parameters, service.operation_model(call.operation).input_shape)
    ]


def leaf_values(kind: Kind) -> st.SearchStrategy[Any]:
    """Values for a key, good ones and bad ones."""
    match kind:
        case ShapeKey():
            return shape_values(kind.name)
        case Lifetime():
            units = st.sampled_from(["seconds", "minutes", "hours", "days"])
            return st.builds("{} {}".format, st.integers(0, 4000), units)
        case Integer():
            return st.integers(-5, 3000)
        case Choice():
            return st.sampled_from([*kind.words, "staging"])
        case FullDomain():
            return st.sampled_from(["auth.example.com", "Auth.example.com", "example"])
    return st.just({})


def shape_values(name: str) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one for each type
    description = limit(name)
    low, high = description.get("min", 0), description.get("max", 200)
    match description["type"]:
        case "boolean":
            return st.booleans()
        case "integer" | "long":
            return st.one_of(st.sampled_from([low, high, low - 1, high + 1]), st.integers(low, high))
        case "list":
            return st.lists(shape_values(shape_within(name, "member")), max_size=4)
        case "map":
            keys = shape_values(shape_within(name, "key"))
            return st.dictionaries(keys, shape_values(shape_within(name, "value")), max_size=3)
        case "string" if "enum" in description:
            return st.sampled_from([*description["enum"], "none of them"])
        case "blob":
            return st.binary(max_size=40).map(lambda b: base64.b64encode(b).decode())
    sizes = st.sampled_from([low, low + 1, min(high, 300)])
    plain_text = sizes.flatmap(lambda n: st.text("abz09-_.,/:+@=# \tÄß💩{}<>", min_size=n, max_size=n))
    usual = st.sampled_from(
        [
            "arn:aws:iam::123456789012:role/example",
            "arn:aws:lambda:us-east-1:123456789012:function:f",
            "https://app.example.com/callback",
            "myapp://callback",
            "Your code is {####}",
            "openid",
            "email",
            "custom:tenant",
            "webapp-2",
            "a@example.com",
        ],
    )
    return st.one_of(usual, plain_text, st.text(max_size=30))


def places(block: Block, path: str = "") -> Iterator[tuple[str, Kind]]:
    for name, key in block.keys.items():
        if isinstance(key.kind, Block):
            yield from places(key.kind, f"{path}{name}.")
        elif isinstance(key.kind, Blocks):
            yield from places(key.kind.item, f"{path}{name}[0].")
        else:
            yield f"{path}{name}", key.kind


PLACES = list(places(AUTH))


SETTINGS_BESIDE = [key.name for key in AUTH.keys.values() if key.path_in(POOL_SETTINGS)]
BASES = st.one_of(
    st.sampled_from(VALID),
    st.sampled_from([change for change in VALID if "identity_pool" in changed(ARTICLE, change)]),
    st.sampled_from([change for change in VALID if changed(ARTICLE, change).keys() & SETTINGS_BESIDE]),
)


@st.composite
def configurations(draw: st.DrawFn) -> dict[str, Any]:
    """A valid configuration with some of its values changed to others that keep the rules."""
    auth = changed(ARTICLE, draw(BASES))
    within = [(path, kind) for path, kind in PLACES if path.partition(".")[0].removesuffix("[0]") in auth]
    for path, kind in draw(st.lists(st.sampled_from(within), min_size=1, max_size=6)):
        try:
            other = changed(auth, {path: draw(leaf_values(kind))})
        except (KeyError, TypeError, IndexError):
            continue  # a place that this configuration doesn't have
        auth = auth if problems_in(other) else other
    return auth


def test_what_keeps_the_rules_keeps_the_apis_own(mocks: RecordingMocks) -> None:
    """Identity pools and the resource with what Pulumi's provider lacks included."""
    seen: Counter[str] = Counter()

    @settings(max_examples=60, suppress_health_check=list(HealthCheck), derandomize=True, deadline=None)
    @given(configurations())
    @example({**ARTICLE, "pool_name": "p" * 128})
    def kept(auth: dict[str, Any]) -> None:
        assert broken_by(auth, mocks) == []
        seen.update({resource.typ.rpartition(":")[2] for resource in mocks.resources})

    kept()
    assert min(seen[kind] for kind in ("IdentityPool", POOL_SETTINGS)) >= 12


@pytest.mark.parametrize("change", VALID, ids=str)
def test_a_valid_configuration_keeps_the_apis_own_rules(mocks: RecordingMocks, change: dict[str, Any]) -> None:
    assert broken_by(changed(ARTICLE, change), mocks) == []


def test_most_of_the_calls_are_seen(mocks: RecordingMocks) -> None:
    """The check would be worth nothing if the calls it looks at were few."""
    unseen = {
        "CreateUserPool",
        "SetUserPoolMfaConfig",
        "UpdateUserPool",
        "CreateUserPoolClient",
        "CreateUserPoolDomain",
        "CreateGroup",
        "CreateIdentityPool",
        "CreateIdentityProvider",
        "CreateManagedLoginBranding",
        "CreateResourceServer",
        "SetIdentityPoolRoles",
        "SetLogDeliveryConfiguration",
        "SetPrincipalTagAttributeMap",
        "SetRiskConfiguration",
        "SetUICustomization",
    }
    for change in VALID:
        if unseen:
            broken_by(changed(ARTICLE, change), mocks)
            unseen -= {call.operation for _, call in calls(mocks.resources)}

    assert unseen == set()


def test_the_check_itself_finds_what_is_wrong() -> None:
    shape = model().operation_model("CreateUserPoolClient").input_shape
    parameters = {
        "UserPoolId": "us-east-1_a1B2c3D4e",
        "ClientName": "web/app",
        "AuthSessionValidity": 16,
        "ExplicitAuthFlows": ["ALLOW_EVERYTHING"],
        "CallbackURLs": ["https://a.example.com"] * 101,
    }

    found = list(violations(parameters, shape))
    assert [complaint.partition(" ")[0] for complaint in found] == [
        ".ClientName",
        ".AuthSessionValidity",
        ".ExplicitAuthFlows[]",
        ".CallbackURLs",
    ]


@settings(max_examples=200, derandomize=True)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9), st.lists))
def test_the_rules_take_any_value_without_failing(value: Any) -> None:
    for path, _ in PLACES[::7]:
        top = path.partition(".")[0].partition("[")[0]
        problems_in({**ARTICLE, top: value})


@settings(max_examples=100, derandomize=True)
@given(st.sampled_from(WRONG), configurations())
def test_a_mistake_is_found_whatever_else_is_configured(case: dict[str, Any], auth: dict[str, Any]) -> None:
    (path, value), *others = case["change"].items()
    if others or value is None or "." in path or "[" in path:
        return
    _, wrong_by_itself = checked_block({**ARTICLE, path: value}, AUTH, "")
    if not wrong_by_itself:
        return  # other values make it right
    assert problems_in({**auth, path: value})
