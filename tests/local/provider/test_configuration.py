"""What `aws:…` configuration and explicit providers say."""

import pytest

from local.credentials import Credentials
from local.provider.clients import Settings
from local.provider.configuration import configured
from local.provider.errors import ProviderError
from local.provider.values import UNKNOWN

DEFAULTS = Settings("us-east-1", "http://127.0.0.1:1", Credentials("test", "test"))


def test_an_empty_configuration_changes_nothing() -> None:
    assert configured(DEFAULTS, {}) == DEFAULTS


def test_nested_configuration_is_understood_as_json_and_as_a_structure() -> None:
    as_text = configured(DEFAULTS, {"defaultTags": '{"tags": {"a": "b"}}', "endpoints": '[{"cognitoidp": "http://c"}]'})
    as_structure = configured(
        DEFAULTS, {"defaultTags": {"tags": {"a": "b"}}, "endpoints": [{"cognitoidp": "http://c"}]}
    )
    assert as_text == as_structure
    assert as_text.default_tags == (("a", "b"),)
    assert as_text.endpoint("cognito-idp") == "http://c"
    assert as_text.endpoint("sts") == "http://127.0.0.1:1"


def test_each_service_can_have_an_endpoint_of_its_own() -> None:
    endpoints = [{"cognitoidp": "http://a", "cognitoidentity": "http://b", "sts": "http://c", "s3": "http://d"}]
    settings = configured(DEFAULTS, {"endpoints": endpoints})
    assert [settings.endpoint(service) for service in ("cognito-idp", "cognito-identity", "sts")] == [
        *("http://a", "http://b", "http://c"),
    ]


def test_region_profile_and_retries_are_taken_over() -> None:
    settings = configured(DEFAULTS, {"region": "eu-west-1", "profile": "dev", "maxRetries": "0"})
    assert (settings.region, settings.profile, settings.attempts) == ("eu-west-1", "dev", 1)


def test_an_unknown_region_leaves_the_default() -> None:
    assert configured(DEFAULTS, {"region": UNKNOWN}).region == "us-east-1"


def test_broken_json_is_an_error_with_the_keys_name() -> None:
    with pytest.raises(ProviderError, match=r"^aws:defaultTags is not valid JSON$"):
        configured(DEFAULTS, {"defaultTags": "{"})


def test_credentials_stay_out_of_the_settings_text() -> None:
    settings = configured(DEFAULTS, {"accessKey": "AKIAEXAMPLE", "secretKey": "hunter2"})
    assert settings.credentials == Credentials("AKIAEXAMPLE", "hunter2")
    assert "hunter2" not in repr(settings)
    assert "AKIAEXAMPLE" not in repr(settings)
