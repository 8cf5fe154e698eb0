import json
import math
import os
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.files import MAX_TEXT_BYTES
from pixauthor.source.compose import MAX_DEPTH
from pixauthor.source.parser import parse_document
from pixauthor.source.reader import read_document


def data_of(text):
    reading = parse_document(text, "x.yaml")
    assert reading.findings == ()
    return reading.document.data


def faults(text):
    return [(f"{one.code}-{one.variant}".rstrip("-"), one.place.line, one.place.column) for one in parse(text)]


def parse(text):
    return parse_document(text, "x.yaml").findings


# YAML 1.2.2, §10.3.2, and what YAML 1.1 would have made of them.
@pytest.mark.parametrize(
    ("word", "value"),
    [
        *((word, word) for word in ("oui", "non", "yes", "no", "on", "off", "y", "n", "Yes", "ON")),
        *((word, word) for word in ("12:30", "2026-11-22", "1_000", "0b11", "1.2.3", ".inf", "-.INF", ".nan", "1e999")),
        *((word, None) for word in ("null", "~", "", "Null", "NULL")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        ("12", 12),
        ("-3", -3),
        ("+7", 7),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.2", 1.2),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_words_mean_what_yaml_1_2_says(word, value):
    found = data_of(f"a: {word}\n")["a"]
    assert found == value
    assert type(found) is type(value)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"])))
def test_quoted_text_is_itself(text):
    assert data_of(f"a: {yaml.safe_dump(text, default_style=chr(34), allow_unicode=True, width=math.inf)}")["a"] == text


# JSON is YAML 1.2 where no sign is a control or a line break of YAML 1.1 (U+2028), and no key a merge key.
_TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]))
_NAMES = _TEXT.filter(lambda name: name != "<<")
_NUMBERS = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
_JSON = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(_NAMES, _JSON, max_size=4))
def test_json_is_read_as_json(value):
    assert data_of(json.dumps(value, ensure_ascii=False)) == value


@given(st.text(max_size=200))
def test_no_text_brings_the_reader_down(text):
    reading = parse_document(text, "x.yaml")
    assert (reading.document is None) <= bool(reading.findings)
    for finding in reading.findings:
        assert finding.message("fr")
        assert finding.hint("en")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: Le web : une toile", ("Y01-colon", 1, 11)),
        ("a: [{t: Le web : une toile}]", ("Y01-flow-colon", 1, 16)),
        ("a:\n\tb: 1", ("Y01-tab", 2, 1)),
        ("a: @x", ("Y01-sign", 1, 4)),
        ("a: %x", ("Y01-sign", 1, 4)),
        ("a: `x`", ("Y01-sign", 1, 4)),
        ("a: **x**", ("Y01-sign", 1, 4)),
        ('a: "x', ("Y01-unclosed", 1, 4)),
        ("a: 'l'eau'", ("Y01-quote", 1, 7)),
        ("a: [1, 2", ("Y01-bracket", 1, 4)),
        ("a: 1\n b: 2", ("Y01-indent", 2, 3)),
        ("a: 1\nb\nc: 2", ("Y01-no-colon", 2, 1)),
        ('a: "\\d"', ("Y01-escape", 1, 5)),
        ("a: - b", ("Y01-dash", 1, 4)),
        ("a: | b", ("Y01-block", 1, 6)),
        ("a: 1\na: 2", ("Y02", 2, 1)),
        ("a: {b: 1, b: 2}", ("Y02", 1, 11)),
        ("a: &x 1", ("Y03", 1, 4)),
        ("a: *x", ("Y03-alias", 1, 4)),
        ("<<: {a: 1}", ("Y03-merge", 1, 1)),
        ("a: !!python/object/apply:os.system [ls]", ("Y04", 1, 4)),
        ("", ("Y06", 1, 1)),
        ("# rien\n", ("Y06", 1, 1)),
        ("a: 1\n---\nb: 2", ("Y07", 2, 1)),
        ("- a", ("Y08", 1, 1)),
        ("a: 1\nb: \0", ("Y09", 2, 4)),
        ("[a]: b", ("Y10", 1, 1)),
    ],
)
def test_traps_are_told_where_they_are(text, fault):
    assert faults(text) == [fault]


def test_the_hint_shows_the_text_in_quotes():
    (finding,) = parse('title: C\'est "le" web : une toile')
    assert "title: 'C''est \"le\" web : une toile'" in finding.hint("fr")
    assert data_of(finding.fields["suggestion"]) == {"title": 'C\'est "le" web : une toile'}


def test_a_repeated_key_does_not_hide_another():
    assert [code for code, _, _ in faults("a: 1\na: 2\nb: 1\nb: 2")] == ["Y02", "Y02"]


def test_places_point_at_values_and_keys():
    document = parse_document("a:\n  - {b: 1, c: deux}\nd: 1.10\n", "x.yaml").document
    assert str(document.place("a", 0, "c")) == "x.yaml:2:15"
    assert str(document.place_of_key("a", 0, "c")) == "x.yaml:2:12"
    assert str(document.place("a", 3, "z")) == "x.yaml:2:3"
    assert document.source_of("d") == "1.10"


def bomb():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (bomb(), "Y03"),
        ("[" * 400_000, "Y05"),
        ("{a: " * 200_000, "Y05"),
        ("- " * 400_000 + "a", "Y05"),
        ("? " * 400_000 + "a", "Y05"),
        ("a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "Y05"),
        ("a: &x [*x]", "Y03"),
    ],
    ids=["bomb", "brackets", "braces", "dashes", "question marks", "just too deep", "endless"],
)
def test_hostile_text_is_refused_at_once(text, code):
    start = time.perf_counter()
    assert [fault for fault, _, _ in faults(text)] == [code]
    assert time.perf_counter() - start < 2


def test_nesting_up_to_the_limit_is_read():
    inner = MAX_DEPTH - 1
    assert data_of("a: " + "[" * inner + "]" * inner)


@pytest.mark.parametrize("character", ["e", "é", "😀"])
def test_columns_count_characters(character):
    assert faults(f'{{"{character}": 1, "{character}": 2}}') == [("Y02", 1, 10)]


def codes_of(path):
    return [one.code for one in read_document(path, "x.yaml").findings]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_document(path).document.data == {"a": 1}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "cp1252"])
def test_another_encoding_is_told(tmp_path, encoding):
    path = tmp_path / "x.yaml"
    path.write_bytes("a: été\n".encode(encoding))
    assert codes_of(path) == ["G02"]


def test_the_place_of_a_wrong_byte_is_told(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\nb: caf\xe9\n")
    (finding,) = read_document(path, "x.yaml").findings
    assert str(finding.place) == "x.yaml:2:7"


def test_fifty_megabytes_are_refused_unread(tmp_path):
    path = tmp_path / "x.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    start = time.perf_counter()
    assert codes_of(path) == ["G03"]
    assert time.perf_counter() - start < 0.5


def test_one_megabyte_is_read(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("a: " + "x" * (MAX_TEXT_BYTES - 4) + "\n", encoding="utf-8")
    assert codes_of(path) == []


def test_what_is_no_file_is_told(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "dangling.yaml").symlink_to(tmp_path / "nowhere")
    assert codes_of(tmp_path / "pipe.yaml") == ["G05"]
    assert codes_of(tmp_path / "folder.yaml") == ["G05"]
    assert codes_of(tmp_path / "dangling.yaml") == ["G01"]
    assert codes_of(tmp_path / "absent.yaml") == ["G01"]
