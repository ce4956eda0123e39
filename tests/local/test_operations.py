import pytest

from local.operations import changes_something, user_pool_operation


@pytest.mark.parametrize(
    ("method", "target", "changes"),
    [
        ("POST", b"AWSCognitoIdentityProviderService.DescribeUserPool", False),
        ("POST", b"AWSCognitoIdentityProviderService.AdminGetUser", False),
        ("POST", b"AWSCognitoIdentityProviderService.ListUsers", False),
        ("POST", b"AWSCognitoIdentityProviderService.AdminCreateUser", True),
        ("POST", b"AWSCognitoIdentityProviderService.InitiateAuth", True),
        ("POST", b"AWSCognitoIdentityProviderService.GetTokensFromRefreshToken", True),
        ("POST", b"AWSCognitoIdentityService.GetId", True),
        ("POST", b"", True),
        ("GET", b"", False),
    ],
)
def test_state_is_saved_after_what_may_have_changed_it(method: str, target: bytes, *, changes: bool) -> None:
    scope = {"method": method, "path": "/", "headers": [(b"X-Amz-Target", target)]}
    assert changes_something(scope) is changes


@pytest.mark.parametrize(
    ("path", "changes"),
    [("/logout", True), ("/oauth2/authorize", True), ("/confirmUser", True), ("/login", False), ("/_console", False)],
)
def test_pages_that_do_something_when_they_are_opened_are_saved_too(path: str, *, changes: bool) -> None:
    assert changes_something({"method": "GET", "path": path, "headers": []}) is changes


def test_only_user_pools_have_such_operations() -> None:
    assert user_pool_operation([(b"x-amz-target", b"AWSCognitoIdentityProviderService.CreateGroup")]) == b"CreateGroup"
    assert user_pool_operation([(b"x-amz-target", b"AWSCognitoIdentityService.GetId")]) == b""
    assert user_pool_operation([(b"host", b"127.0.0.1")]) == b""
