"""The reader of plainly written YAML never says anything that libyaml does not say."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixauthor.resources import shipped
from pixauthor.source.compose import compose_document
from pixauthor.source.parser import parse_document
from pixauthor.source.plain import read_plain

ITEMS = sorted(shipped("items").glob("*/*.yaml"))
EXAMPLES = sorted(shipped("schemas").rglob("examples/**/*.yaml"))


def agree(text):
    """Return whether ``text`` was read plainly; fail where libyaml reads it otherwise, or finds a fault."""
    data = read_plain(text)
    if data is not None:
        reading = compose_document(text, "x.yaml")
        assert reading.findings == ()
        # As JSON: 1, 1.0 and True are not the same, nor are two orders of keys.
        assert json.dumps(data) == json.dumps(reading.document.data)
    return data is not None


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_nearly_all_items_are_written_plainly():
    plain = [agree(text_of(path)) for path in ITEMS]
    assert sum(plain) >= 0.9 * len(plain)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_read_as_libyaml_reads_them(path):
    agree(text_of(path))


PLAIN = """\
# a comment
a: 1        # another
b: "quo#ted"
c: 'sin: gle'   # and another
d: l’eau, l'air, https://x.y/#z
e: |

  first

    second
  # no comment

f:
  # a comment

  - one
  - {a: 1, b: "x, y", c: [true, null, [], {}]}
  - a: 1
    b:
      - [ 2.5, 0x1F ]
  - {}
g:
  1: 0.5
  h:
i:
j:
- k:
  - l
- m: n
"""


def test_what_is_plain():
    assert agree(PLAIN)
    assert read_plain(PLAIN) == {
        "a": 1,
        "b": "quo#ted",
        "c": "sin: gle",
        "d": "l’eau, l'air, https://x.y/#z",
        "e": "\nfirst\n\n  second\n# no comment\n",
        "f": ["one", {"a": 1, "b": "x, y", "c": [True, None, [], {}]}, {"a": 1, "b": [[2.5, 31]]}, {}],
        "g": {"1": 0.5, "h": None},
        "i": None,
        "j": [{"k": ["l"]}, {"m": "n"}],
    }


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "# a\n", "a\n", "- a\n", "a: 1", "a: 1\n---\n", "a: 1\n...\n", "--- \na: 1\n", "%YAML 1.2\n"),
        *("a: 1\na: 2\n", "a: {b: 1, b: 2}\n", "<<: {a: 1}\n", "a: &x 1\n", "a: !t 1\n", "a: *x\n", "? a\n: b\n"),
        *("a: b: c\n", "a: b:\n", "a: [b: c]\n", "a: {b}\n", "a: {b: 1,}\n", "a: [1 2\n", "a: [1}\n", "a: {b:1}\n"),
        *('a: "\\n"\n', "a: 'l''eau'\n", 'a: "b\n  c"\n', 'a: "b" c\n', "a: [b,\n  c]\n", "a: b\n  c\n"),
        *("a: |-\n  b\n", "a: >\n  b\n", "a: |\n", "a: |\nb: 1\n", "a: |\n  b\n c\n", "a: b \n", "a:\tb\n"),
        *("a: b\r\n", "a: b\u2028c\n", "a: \0\n", "a: - b\n", "a:\n  - - b\n", "a:\n  -\n"),
        *("a:\n - b\n  - c\n", "a:\n - b\nc\n", "a:\n  b: 1\n c: 2\n"),
        "a:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 60)),
        "a: " + 60 * "[" + 60 * "]" + "\n",
    ],
)
def test_what_is_left_to_libyaml(text):
    assert read_plain(text) is None


def test_what_one_document_does_to_its_data_is_not_seen_by_another():
    first, second = (parse_document("a: [1, {b: [c]}]\n", "x").document.data for _ in range(2))
    first["a"][1]["b"].append("d")
    assert second == {"a": [1, {"b": ["c"]}]}


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=8)
_SCALARS = st.none() | st.booleans() | st.integers(-9, 999) | st.floats(-9, 9) | _WORDS | st.from_regex(r"[\w :#,'-]*")
_KEYS = st.from_regex(r"\A[a-z]{1,3}\Z")
_DATA = st.dictionaries(
    _KEYS,
    st.recursive(
        _SCALARS, lambda one: st.lists(one, max_size=3) | st.dictionaries(_KEYS, one, max_size=3), max_leaves=9
    ),
    min_size=1,
)


@given(_DATA, st.sampled_from([None, True, False]), st.booleans())
def test_generated_yaml_is_read_as_libyaml_reads_it(data, flow, wide):
    agree(yaml.safe_dump(data, default_flow_style=flow, allow_unicode=True, width=10**6 if wide else 20))


# Between broken bars.
_BARRED = (
    "a¦b: ¦c:¦- ¦-¦\n¦\n  ¦\n- ¦\n  - ¦ ¦|¦|\n  a\n¦{¦}¦[¦]¦, ¦,¦: ¦:¦ #¦# a¦\"¦'¦\\¦&a ¦*a¦!a ¦%¦?¦null¦1¦é¦\u00a0¦\t¦"
    "...\n¦<<: ¦---\n¦{a: 1}¦[a, b]¦'a'¦\"b\"¦a: ¦a: b\n¦a:\n  - b\n¦a:\n- b\n¦a: |\n  b\n¦\n\n"
)
_BITS = st.sampled_from(_BARRED.split("¦"))


@settings(max_examples=400)
@given(st.lists(_BITS, min_size=1, max_size=9).map("".join))
@example("a:\n  - # b\n")
@example("a:\n  -  # b\n")
def test_bits_of_yaml_are_read_as_libyaml_reads_them(text):
    agree(text + "\n")


@settings(max_examples=150)
@given(st.sampled_from(ITEMS), st.floats(0, 1), st.integers(0, 4), _BITS)
def test_a_damaged_item_is_read_as_libyaml_reads_it(path, where, gone, bit):
    text = text_of(path)
    at = int(where * len(text))
    agree(text[:at] + bit + text[at + gone :])
