import io
import json

from automation.terminal.reports import masked, print_json, print_table


def table(*rows: tuple[str, object]) -> str:
    stream = io.StringIO()
    print_table(stream, "Title", rows)
    return stream.getvalue()


def test_a_table_masks_secrets_wherever_they_stand():
    text = table(("password", "Passw0rd!"), ("clients", {"webapp": {"client_id": "7k", "client_secret": "s3cret"}}))

    assert "Passw0rd!" not in text
    assert "s3cret" not in text
    assert "client_id: 7k" in text


def test_a_masked_token_can_be_recognised_and_not_used():
    token = "eyJraWQiOiJ4" + "a" * 900

    assert masked(token) == "eyJraWQiOiJ4…(912 characters)"


def test_a_table_shortens_nothing_that_is_meant_to_be_copied():
    url = "https://" + "a" * 300

    assert url in table(("url", url))


def test_json_shows_secrets_and_is_one_value():
    stream = io.StringIO()

    print_json(stream, {"password": "Passw0rd!"})

    assert json.loads(stream.getvalue()) == {"password": "Passw0rd!"}
