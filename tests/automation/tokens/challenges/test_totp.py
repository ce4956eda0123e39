import base64

import pytest

from automation.errors import UsageError
from automation.tokens.challenges.totp import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238s_appendix_b(moment, code):
    assert totp(SECRET, moment) == code


def test_a_secret_may_be_written_as_people_copy_it():
    copied = " ".join(SECRET.lower().rstrip("=")[at : at + 4] for at in range(0, len(SECRET), 4))

    assert totp(copied, 59) == "287082"


@pytest.mark.parametrize("secret", ["", "not base32!", "0189"])
def test_what_is_no_secret_is_refused_and_not_repeated(secret):
    with pytest.raises(UsageError, match="--totp-secret") as caught:
        totp(secret, 59)

    assert not secret or secret not in str(caught.value)
