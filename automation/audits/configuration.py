"""A pool as a stack's configuration would make it. Nothing is deployed: the component registers with mocks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pulumi
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from auditing.pool import Absence, DescribedPool, Part
from automation.audits.mock_loop import mock_loop
from automation.audits.registrations import Registration, describe, service_models
from components.checking.keys import CIMD_POLICY_TYPE, POOL_SETTINGS_TYPE
from components.client_settings_api import CIMD_POLICY_KIND, in_the_api
from components.cognito_auth import CognitoAuth
from components.pool_settings_api import Unit, by_operation, units, with_values
from components.program import COMPONENT_NAME
from components.settings import PROJECT


class _Recorder(Mocks):
    """Remembers what is registered."""

    def __init__(self, region: str) -> None:
        self.registrations: list[Registration] = []
        self._region = region

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Every resource gets an id and its inputs; a pool's ARN is asked for by the component."""
        inputs = {name: _plain(value) for name, value in args.inputs.items()}
        self.registrations.append(Registration(args.typ, args.name, inputs))
        return args.name, {**inputs, "arn": f"arn:aws:cognito-idp:{self._region}:123456789012:userpool/{args.name}"}

    def call(self, args: MockCallArgs) -> Any:
        """The component calls no functions."""
        raise NotImplementedError(args.token)


def describe_configuration(name: str, settings: Mapping[str, Any], region: str) -> DescribedPool:
    """The pool of a checked `cognito-access-token:auth` object; `name` is what a report calls it.

    Once in a process: the Pulumi SDK has one set of mocks.
    """
    recorder = _Recorder(region)
    with mock_loop():
        pulumi.runtime.set_mocks(recorder, project=PROJECT, stack=name)

        @pulumi.runtime.test  # type: ignore[untyped-decorator]
        def registered() -> None:
            CognitoAuth(COMPONENT_NAME, settings)  # type: ignore[arg-type]  # checked: it is a CognitoAuthArgs

        registered()
    return _with_unsupported_settings(describe(name, recorder.registrations, service_models()), recorder.registrations)


def _with_unsupported_settings(pool: DescribedPool, registrations: Sequence[Registration]) -> DescribedPool:
    """Add the settings that `pulumi_aws` doesn't support and a resource of the component's own writes."""
    settings: dict[Unit, Any] = {}
    for one in registrations:
        settings |= units(one.inputs) if one.kind == POOL_SETTINGS_TYPE else {}
    of_the_pool, factors = by_operation(settings)
    policies = [
        {**in_the_api(CIMD_POLICY_KIND, one.inputs), "ClientId": one.inputs.get("client_id")}
        for one in registrations
        if one.kind == CIMD_POLICY_TYPE
    ]
    said = {Part.CLIENT_REGISTRATION, Part.METADATA_POLICIES}
    absent: dict[Part, Absence] = {part: absence for part, absence in pool.absent.items() if part not in said}
    return replace(
        pool,
        pool=with_values(pool.pool, of_the_pool),
        mfa=with_values(pool.mfa, factors),
        metadata_policies=policies,
        absent=absent,
    )


def _plain(value: Any) -> Any:
    """A value without the marks of secrets."""
    value = rpc.unwrap_rpc_secret(value)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
