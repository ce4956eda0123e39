import pytest

from cognito_model.shapes import limit, most, shape_within


def test_a_shape_has_its_limits() -> None:
    assert (limit("PasswordPolicyMinLengthType")["min"], most("PasswordPolicyMinLengthType")) == (6, 99)


def test_a_shape_of_another_service_is_named_with_it() -> None:
    assert limit("cognito-identity:IdentityPoolName")["type"] == "string"
    assert shape_within("cognito-identity:RoleMappingMap", "value") == "cognito-identity:RoleMapping"


def test_a_list_has_the_shape_of_its_members() -> None:
    assert shape_within("CallbackURLsListType", "member") == "RedirectUrlType"


def test_what_the_model_lacks_is_an_error() -> None:
    with pytest.raises(KeyError):
        limit("NoSuchType")
    with pytest.raises(KeyError):
        most("BooleanType")
