"""A stack's file says the same to us as to Pulumi's CLI, which reads it with go-yaml version 3."""

import math
import os

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cognito_model.stack_file import StackFileError, dump, holds_encrypted_values, parse, read_stack_file


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, word) for word in ("OFF", "off", "on", "On", "yes", "no", "y", "n", "Yes", "NO")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        ("tRUE", "tRUE"),
        *((word, None) for word in ("", "~", "null", "Null", "NULL")),
        ("0", 0),
        ("-12", -12),
        ("+12", 12),
        ("1_000", 1000),
        ("017", 15),
        ("0o17", 15),
        ("-017", -15),
        ("0x1F", 31),
        ("0b101", 5),
        ("089", 89.0),
        ("18446744073709551616", 1.8446744073709552e19),
        ("1e3", 1000.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("6.5E-1", 0.65),
        (".inf", math.inf),
        ("-.Inf", -math.inf),
        ("1:30", "1:30"),
        ("10:20:30", "10:20:30"),
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("=", "="),
        ("1.2.3", "1.2.3"),
        ("0x", "0x"),
        ("'true'", "true"),
        ('"12"', "12"),
        ("<<", "<<"),
    ],
)
def test_a_plain_scalar_is_what_go_yaml_takes_it_for(text, value):
    found = parse(f"a: {text}")["a"]
    assert (found, type(found)) == (value, type(value))


def test_not_a_number_is_a_number():
    assert math.isnan(parse("a: .nan")["a"])


def test_a_key_that_stands_twice_is_refused_with_its_place():
    with pytest.raises(StackFileError, match=r"isn't YAML in line 4, column 5: the key name is repeated here"):
        parse("config:\n  a:\n    name: one\n    name: two\n")


def test_keys_are_merged():
    assert parse("a: &a {x: 1}\nb: {<<: *a, y: 2}")["b"] == {"x": 1, "y": 2}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("config: [", "line 1, column 10"),
        ("a: !!bool yes", "line 1, column 4: yes isn't a boolean"),
        ("a: !!int x", "x isn't an integer"),
        ("a: !!float x", "x isn't a number"),
        ("a: !!python/name:os.system", "could not determine a constructor"),
        ("[" * 2_000, "nested too deeply"),
        ("a: " + "{a: " * 2_000, "nested too deeply"),
        ("\0", "special characters are not allowed"),
    ],
    ids=["bracket", "bool", "int", "float", "python", "lists", "mappings", "nul"],
)
def test_what_cant_be_read_is_said(text, words):
    with pytest.raises(StackFileError, match=words):
        parse(text)


def test_a_file_that_is_no_text_or_no_file_is_said(tmp_path):
    file = tmp_path / "Pulumi.dev.yaml"
    with pytest.raises(FileNotFoundError):
        read_stack_file(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(StackFileError, match="UTF-8"):
        read_stack_file(file)
    with pytest.raises(StackFileError, match=r"is no file"):
        read_stack_file(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StackFileError, match=r"is no file"):  # and isn't waited for
        read_stack_file(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(StackFileError, match=r"can't be opened \(Too many levels"):
        read_stack_file(tmp_path / "loop")


def test_an_alias_may_stand_everywhere_but_inside_of_what_it_stands_for():
    assert parse("a: &a {b: 1}\nc: [*a, *a]") == {"a": {"b": 1}, "c": [{"b": 1}, {"b": 1}]}
    for text in ("a: &a {b: *a}", "a: &a [[*a]]", "&a {a: [*a]}"):
        with pytest.raises(StackFileError, match=r"alias"):
            parse(text)
    parse("\n".join(["a0: &a0 [1]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60))]))


texts = st.one_of(
    st.text(alphabet="0123456789.eE+-_xobBOfFnNyYtTrRuUsS~:", max_size=8),
    st.sampled_from(["OFF", "yes", "1e3", "0o17", "017", "1:30", "2026-01-31", "null", ".inf", "<<", "="]),
)


def nested(inner):
    return st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)


@given(
    st.recursive(
        st.one_of(texts, st.booleans(), st.integers(-(2**63), 2**63), st.none()),
        nested,
    )
)
def test_what_is_written_says_the_same_to_both_versions_of_yaml(value):
    text = dump({"config": value})
    assert parse(text) == {"config": value}
    assert yaml.safe_load(text) == {"config": value}


def test_encrypted_values_are_found_however_deep_they_stand():
    assert holds_encrypted_values({"a": {"b": [{"c": {"secure": "v1:x"}}]}})
    assert not holds_encrypted_values({"a": {"b": ["secure"]}})
