"""Writing an output of a run anew changes nothing unless the program says something else."""

import pytest

from tests.docs.stable_output import kept_where_alike, masked

FIRST = """Deploying the environment dev-zvmc64mw (local, us-east-1)
✓ created the test user test-69e3ff9642e7@example.com
  user pool   us-east-1_EOxil0xMQ
  app client  webapp (vdvt26tu8s6gtabhtxpjx8q4ga)
  hosted UI   http://127.0.0.1:37693
  access_token   eyJraWQiOiJ6…(1067 characters)
  subject        07231450-a31d-4ac2-9f75-58c2b9604bec
Took ready 1.5 s, deploy 1.0 s, total 3.1 s"""
SECOND = """Deploying the environment dev-cdg82v31 (local, us-east-1)
✓ created the test user test-79de57c91482@example.com
  user pool   us-east-1_OUfFpjXYB
  app client  webapp (vs840bq4in8b5m6mayohk65gkt)
  hosted UI   http://127.0.0.1:35961
  access_token   eyJraWQiOiJn…(1068 characters)
  subject        a0b53b03-f2b1-41a6-a2aa-dc7ba41deadc
Took ready 2.5 s, deploy 1.5 s, total 4.8 s"""


def test_names_ids_ports_and_times_of_another_run_change_nothing():
    assert kept_where_alike(FIRST, SECOND) == FIRST
    other_order = "\n".join(reversed(SECOND.splitlines()))
    assert kept_where_alike(FIRST, other_order) == FIRST


@pytest.mark.parametrize(
    ("words", "others"),
    [("us-east-1", "eu-west-1"), ("✓ created", "✓ deleted"), ("127.0.0.1", "127.0.0.2"), ("webapp", "website")],
)
def test_other_words_are_written(words: str, others: str):
    newer = SECOND.replace(words, others)
    assert kept_where_alike(FIRST, newer) == newer


def test_a_mask_says_what_it_stands_for():
    assert masked("us-east-1_EOxil0xMQ") == "us-east-1_POOL"
