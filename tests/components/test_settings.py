import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.schema import ConfigurationError
from components.settings import plain_secrets, read_settings, with_suffix
from tests.components.support import ARTICLE

CHECKOUT = Path(__file__).parents[2]


def stack_file(folder: Path, text: str) -> Path:
    file = folder / "Pulumi.test.yaml"
    file.write_text(text)
    return file


def written(folder: Path, auth: Any) -> Path:
    return stack_file(folder, yaml.safe_dump({"config": {"cognito-access-token:auth": auth}}))


def problem_of(source: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_settings(source)
    return str(caught.value)


def test_the_articles_environment_keeps_the_rules() -> None:
    settings = read_settings(CHECKOUT / "Pulumi.dev.yaml")

    assert settings["pool_name"] == "webapp-user-pool"
    assert settings["domain"]["prefix"] == "webapp12"
    assert settings["clients"][0]["generate_secret"] is True


def test_settings_give_back_what_was_said_and_no_defaults(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, ARTICLE)) == ARTICLE


def test_reading_settings_imports_no_pulumi() -> None:
    code = (
        "import sys; from pathlib import Path; from components.settings import read_settings;"
        "read_settings(Path('Pulumi.dev.yaml'));"
        "assert not {'pulumi', 'boto3', 'botocore', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=CHECKOUT)


def test_all_problems_are_said_at_once() -> None:
    auth = deepcopy(ARTICLE)
    auth["domain"]["prefix"] = "WebApp12"
    auth["clients"][0]["callback_urls"] = ["http://example.com"]
    auth["password_policy"] = {"minimum_length": 3}
    auth["pol_name"] = "x"

    assert problem_of(auth).splitlines() == [
        "cognito-access-token:auth breaks 4 rules:",
        (
            "  clients[0].callback_urls[0]: must be https, or http on localhost, 127.0.0.1 or [::1];"
            ' it is "http://example.com", "https://example.com" would pass'
        ),
        (
            r"  domain.prefix: must match ^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$;"
            ' it is "WebApp12", "webapp12" would pass'
        ),
        "  password_policy.minimum_length: must be 6 to 99; it is 3, 6 would pass",
        '  pol_name: is not a known key; "pool_name" would pass',
    ]


def test_the_stacks_file_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, {**ARTICLE, "pool_name": ""})

    assert problem_of(file).startswith("cognito-access-token:auth in Pulumi.test.yaml breaks a rule:\n  pool_name: ")


def test_a_stack_without_a_file_is_answered_with_those_that_have_one(tmp_path: Path) -> None:
    written(tmp_path, ARTICLE)

    assert "Pulumi.nope.yaml: doesn't exist; the stacks of this project: test" in problem_of(
        tmp_path / "Pulumi.nope.yaml"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("config: [", "isn't YAML in line 1, column 10: expected the node content"),
        ("a: 1\n  b: 2\n", "isn't YAML in line 2, column 4: mapping values are not allowed here"),
        ("config:\n  a: 1\n  a: 2\n", "isn't YAML in line 3, column 3: the key a is repeated here"),
        ("config: !!python/object:os.system {}", "isn't YAML in line 1, column 9: could not determine a constructor"),
        ("\x00", "isn't YAML: special characters are not allowed"),
        ("- config\n", "must be a YAML mapping with a key `config`"),
        ("", "must be a YAML mapping with a key `config`"),
        ("config:\n  aws:region: eu-west-1\n", "must have a key `config` that contains cognito-access-token:auth"),
        ("config:\n  cognito-access-token:auth:\n    secure: v1:abc\n", "encrypt only the secret values in it"),
    ],
)
def test_a_file_that_is_no_configuration_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    assert said in problem_of(stack_file(tmp_path, text))


def test_a_file_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.test.yaml"
    file.write_bytes(b"\xff\xfe\x00")

    assert "Pulumi.test.yaml: must be text in UTF-8" in problem_of(file)


@pytest.mark.parametrize("word", ["OFF", "off", "'OFF'"])
def test_off_is_a_word_as_it_is_for_pulumi(tmp_path: Path, word: str) -> None:
    auth = f"{{pool_name: p, clients: [{{name: c}}], mfa_configuration: {word}}}"
    file = stack_file(tmp_path, f"config:\n  cognito-access-token:auth: {auth}\n")

    if word == "off":
        assert 'mfa_configuration: must be one of OFF, ON, OPTIONAL; it is "off", "OFF" would pass' in problem_of(file)
    else:
        assert read_settings(file)["mfa_configuration"] == "OFF"


def test_an_encrypted_value_is_left_alone(tmp_path: Path) -> None:
    auth = {**ARTICLE, "email_configuration": {"source_arn": {"secure": "v1:abc:def"}}}
    settings = read_settings(written(tmp_path, auth))

    assert settings == auth


@pytest.mark.parametrize(("length", "kept"), [(10, 10), (121, 121), (122, 121), (128, 121)])
def test_a_suffix_keeps_the_pools_name_within_its_limit(length: int, kept: int) -> None:
    settings = with_suffix(read_settings({**ARTICLE, "pool_name": "p" * length}), "abc123")

    assert settings["pool_name"] == "p" * kept + "-abc123"
    assert len(settings["pool_name"]) <= 128


def test_a_suffix_keeps_the_domains_prefix_within_its_limit() -> None:
    prefix = f"{'a' * 55}-{'b' * 7}"
    settings = with_suffix(read_settings({**ARTICLE, "domain": {"prefix": prefix}}), "abc123")

    assert settings["domain"]["prefix"] == f"{'a' * 55}-abc123"


def test_settings_with_a_suffix_still_keep_the_rules() -> None:
    suffixed = with_suffix(read_settings(ARTICLE), "abc123")

    assert read_settings(suffixed) == suffixed
    assert suffixed["pool_name"] == "webapp-user-pool-abc123"


def test_a_short_lived_copy_of_production_can_be_deleted_and_keeps_the_rules() -> None:
    copy = with_suffix(read_settings(CHECKOUT / "Pulumi.prod.yaml"), "abc123")

    assert copy["deletion_protection"] == "INACTIVE"
    assert copy["exceptions"]["deletion_protection"] == "this environment is short-lived"
    assert "self_registration" in copy["exceptions"], "what the stack's file excepts stays excepted"
    assert read_settings(copy) == copy


def test_a_copy_doesnt_take_the_custom_domain() -> None:
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"
    auth = {
        **ARTICLE,
        "domain": {"custom_domain": "cognito.example.com", "certificate_arn": certificate},
        "web_authn_configuration": {"relying_party_id": "cognito.example.com", "user_verification": "required"},
    }
    copy = with_suffix(read_settings(auth), "abc123")

    assert copy["domain"] == {"prefix": "example-com-abc123"}
    assert copy["web_authn_configuration"] == {"user_verification": "required"}
    read_settings(copy)


def test_the_production_environment_keeps_its_bar_but_for_what_it_is_there_for() -> None:
    settings = read_settings(CHECKOUT / "Pulumi.prod.yaml")

    assert settings["profile"] == "production"
    assert set(settings["exceptions"]) == {"self_registration"}


def test_a_value_that_is_empty_isnt_said() -> None:
    assert read_settings({**ARTICLE, "mfa_configuration": None, "password_policy": {"minimum_length": None}}) == {
        **ARTICLE,
        "password_policy": {},
    }


def test_whole_numbers_arrive_as_such() -> None:
    settings = read_settings({**ARTICLE, "password_policy": {"minimum_length": 8.0}})

    assert isinstance(settings["password_policy"]["minimum_length"], int)


def test_a_suffix_leaves_the_settings_as_they_are() -> None:
    auth = deepcopy(ARTICLE)
    settings = read_settings(auth)
    with_suffix(settings, "abc123")["clients"][0]["callback_urls"] = []

    assert auth == ARTICLE
    assert settings["pool_name"] == ARTICLE["pool_name"]
    assert settings["domain"] == ARTICLE["domain"]


def test_plain_secrets_are_found_by_their_paths_and_encrypted_ones_are_none():
    providers = [
        {"provider_details": {"client_id": "c", "client_secret": "hush"}},
        {"provider_details": {"private_key": {"secure": "v1:abc"}, "key_id": "k"}},
        {"provider_details": {"private_key": "-----BEGIN", "MetadataURL": "https://login.example.com"}},
        {"provider_details": {"secure": "v1:abc"}},
    ]

    assert plain_secrets({"identity_providers": providers}) == {
        "identity_providers[0].provider_details.client_secret": "hush",
        "identity_providers[2].provider_details.private_key": "-----BEGIN",
    }
    assert plain_secrets({}) == {}
