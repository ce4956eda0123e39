"""What Cognito says of a pool is said by its configuration, or named: each member of each answer, known or not."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from automation.adoption.description import InexpressibleError, describe
from automation.adoption.reading import read_pool
from automation.errors import DriverError
from tests.automation.adoption.conftest import Cloud
from tests.automation.adoption.pools_by_hand import of_every_kind
from tests.automation.adoption.recorded import Answer, Recorded

NOBODY_SETS: Final = frozenset(
    {
        "AWSAccountId", "Arn", "CIMDPolicyId", "CSSVersion", "ClientId", "ClientType", "CloudFrontDistribution",
        "CreationDate", "DeveloperOnlyAttribute", "EmailConfigurationFailure", "EstimatedNumberOfUsers", "Id",
        "LastModifiedDate", "NextToken", "S3Bucket", "SmsConfigurationFailure", "Status", "TermsId",
        "UserPoolId", "Version",
    }
)  # fmt: skip
SAID_ELSEWHERE: Final = {
    "AdminCreateUserConfig.UnusedAccountValidityDays": "has no effect beside the password policy's days",
    "CIMDPolicies[]": "DescribeCIMDPolicy says it too",
    "ClientSecrets[]": "the first is DescribeUserPoolClient's; a second is named, whatever it is",
    "Domain": "a prefix; its own description is asked for, and here there is none",
    "MfaConfiguration": "GetUserPoolMfaConfig says it too",
    "Providers[].ProviderType": "DescribeIdentityProvider says it too",
    "Terms[]": "DescribeTerms says it too",
    "UserPoolClients[].ClientName": "DescribeUserPoolClient says it too",
    "UserPoolReplicas": "one is the pool itself",
}
LIMITS: Final = frozenset({"MinLength", "MaxLength", "MinValue", "MaxValue"})


@pytest.fixture
def recorded(cloud: Cloud) -> Recorded:
    recorded = Recorded(cloud.cognito)
    recorded.pool_id = of_every_kind(cloud.cognito)
    assert said(recorded)[1] == ()
    return recorded


def said(recorded: Recorded) -> tuple[Any, tuple[str, ...]]:
    """What an adoption would write down, and what it names."""
    try:
        pool = read_pool(recorded, recorded.pool_id)
        found = describe(pool, recorded.meta.service_model)
    except InexpressibleError as error:
        return None, error.reasons
    except DriverError as error:  # another id, of something that isn't there
        return None, (str(error),)
    return (found.settings, found.resources, pool.left_alone), ()


def operations(recorded: Recorded) -> Iterator[tuple[str, StructureShape]]:
    """Those that were asked, with what they answer."""
    for operation in sorted({key.split()[0] for key in recorded.said}):
        yield operation, recorded.meta.service_model.operation_model(operation).output_shape


def members(shape: Shape, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Shape]]:
    """Each member that has no others in it; a list's items are all changed alike."""
    if isinstance(shape, StructureShape) and not shape.is_document_type:
        for name, inner in shape.members.items():
            yield from members(inner, (*path, name))
    elif isinstance(shape, ListShape) and isinstance(shape.member, StructureShape):
        yield from members(shape.member, (*path[:-1], f"{path[-1]}[]"))
    else:
        yield path, shape


def others(value: Any, name: str, shape: Shape) -> Iterator[Any]:
    """Other values than the member has."""
    match shape.type_name:
        case "string" if words := getattr(shape, "enum", None):
            yield from (word for word in (*words, "PLANTED") if word != value)
        case "string":
            yield str(int(value or 3) + 1) if name in LIMITS else f"{value or ''}planted"
        case "boolean":
            yield from (flag for flag in (True, False) if flag is not value)
        case "integer":
            yield (value or 0) + 7
        case "list":
            assert isinstance(shape, ListShape)
            words = getattr(shape.member, "enum", None) or ["planted"]
            yield from ([word] for word in words if [word] != value)
        case "map":
            assert isinstance(shape, MapShape)
            inner = {"AcrValue": "planted"} if isinstance(shape.value, StructureShape) else "planted"
            yield {**(value or {}), "planted": inner}
        case "blob":
            yield b"planted"
        case _:
            yield {"planted": True}


def changed(answer: Answer, path: tuple[str, ...], number: int, shape: Shape) -> bool:
    """Give a member the other value of that number, where there is one, in the last item of each list."""
    holder: Any = answer
    for part in path[:-1]:
        name = part.removesuffix("[]")
        holder = holder.setdefault(name, [] if part.endswith("[]") else {})
        if part.endswith("[]"):
            if not holder:
                holder.append({})
            holder = holder[-1]
    values = list(others(holder.get(path[-1]), path[-1], shape))
    if number >= len(values):
        return False
    holder[path[-1]] = values[number]
    return True


def is_silent(recorded: Recorded, operation: str, path: tuple[str, ...], shape: Shape, before: Any) -> bool:
    """Whether no other value of the member changes what is said."""
    for number in range(100):
        is_there = [False]

        def change(asked: str, answer: Answer, number: int = number, is_there: list[bool] = is_there) -> None:
            if asked == operation:
                is_there[0] |= changed(answer, path, number, shape)

        if said(recorded.changed(change)) != before:
            return False
        if not is_there[0]:
            break
    return True


@pytest.mark.unmeasured
def test_each_member_that_somebody_sets_is_said_or_named(recorded: Recorded) -> None:
    before = said(recorded)
    silent = []
    for operation, answer in operations(recorded):
        for path, shape in members(answer):
            where = ".".join(path[1:] if len(path) > 1 and not path[0].endswith("[]") else path)
            known = path[-1] in NOBODY_SETS or any(where.startswith(place) for place in SAID_ELSEWHERE)
            if not known and is_silent(recorded, operation, path, shape, before):
                silent.append(f"{operation}: {where}")
    assert silent == [], "\n".join(silent)


def test_what_is_said_elsewhere_is_no_more_than_that(recorded: Recorded) -> None:
    """Each of the exceptions above is one, in an answer that was given."""
    places = {".".join(path) for _, answer in operations(recorded) for path, _ in members(answer)}
    assert all(any(place in path for path in places) for place in (*SAID_ELSEWHERE, *NOBODY_SETS))


def planted(value: Any, shape: Shape, count: list[int]) -> None:
    """Put a member that no model has into each structure."""
    if isinstance(shape, StructureShape) and not shape.is_document_type and isinstance(value, dict):
        for name in [*value]:
            planted(value[name], shape.members[name], count)
        count[0] += 1
        value[f"Newest{count[0]}"] = {"Mode": "ON"}
    elif isinstance(shape, ListShape) and isinstance(value, list):
        for item in value:
            planted(item, shape.member, count)
    elif isinstance(shape, MapShape) and isinstance(value, Mapping):
        for inner in value.values():
            planted(inner, shape.value, count)


def test_a_member_that_no_model_has_is_named_in_each_structure_of_each_answer(recorded: Recorded) -> None:
    shapes, count = dict(operations(recorded)), [0]
    said(recorded)
    operations_answered = {key.split()[0] for key, answer in recorded.said.items() if isinstance(answer, dict)}
    for key, answer in recorded.said.items():
        if isinstance(answer, dict):
            planted(answer, shapes[key.split()[0]], count)
    named = said(recorded)[1]
    unnamed = [n for n in range(1, count[0] + 1) if not any(f"Newest{n}," in reason for reason in named)]
    assert unnamed == []
    assert {reason.split(":")[0].split()[0] for reason in named if "Newest" in reason} == operations_answered
