import pytest

from automation.terminal.duration import in_words, parse_duration


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("30m", 1800), ("2h", 7200), ("1d", 86400)])
def test_durations_are_read_the_way_people_write_them(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "-5m", "5 weeks", "m", "1h30m"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="isn't a duration such as 90s"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0s"), (59.9, "59s"), (60, "1m"), (3661, "1h 1m"), (86_400, "1d"), (90_061, "1d 1h"), (86_460, "1d 1m")],
)
def test_a_duration_is_said_in_its_two_greatest_units(seconds, words):
    assert in_words(seconds) == words
