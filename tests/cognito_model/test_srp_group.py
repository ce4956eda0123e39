"""Powers of SRP's generator, with the table and without."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from cognito_model.srp_group import MANY, MAX_BITS, G, N, Powers

EXPONENTS = [
    0,
    1,
    31,
    32,
    33,
    2**MAX_BITS - 1,
    2**MAX_BITS,
    2**MAX_BITS + 7,
    *(1 << bit for bit in range(0, MAX_BITS, 37)),
]


@pytest.fixture(scope="module")
def powers() -> Powers:
    made = Powers(G, N)
    for exponent in range(MANY):
        assert made.power(exponent) == pow(G, exponent, N)  # without the table
    return made


@pytest.mark.parametrize("exponent", [*EXPONENTS, *(random.Random(bits).getrandbits(bits) for bits in (255, 256, 320))])
def test_a_power_is_that_of_pythons_own_arithmetic(powers: Powers, exponent: int) -> None:
    assert powers.power(exponent) == pow(G, exponent, N)


def test_threads_that_ask_at_once_get_their_own_powers() -> None:
    made, exponents = Powers(G, N), [random.Random(number).getrandbits(256) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(made.power, exponents)) == [pow(G, one, N) for one in exponents]


def test_many_powers_are_made_of_few_multiplications() -> None:
    made = Powers(3, 1009)
    for _ in range(MANY):
        made.power(5)
    assert (len(made._rows), {len(row) for row in made._rows}) == (64, {32})
    made._base = 0  # nobody asks for it any more
    assert made.power(2**200) == pow(3, 2**200, 1009)
