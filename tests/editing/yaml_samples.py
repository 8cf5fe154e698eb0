"""Texts that are hard to change without losing something, and what they may be changed to."""

from pathlib import Path

from hypothesis import strategies as st

ITEMS = sorted((Path(__file__).parents[2] / "items").glob("[0-9].[0-9]/*.yaml"))

HOSTILE = {
    "comments": """\
# first
id: a            # id
# above title
title:   Plain words   # beside title
  # indented
choices:         # the choices
  # before a
  - {id: a, text: "one"}   # beside a
  # before b

  - id: b        # block b
    text: 'it''s'
    # last of b
  -   id: c
      text: "x # not a comment"
# after choices

key: [a, b]      # key
empty:           # nothing here
stem: |          # header comment
  One

  Two

# the end
last: 1""",
    "flow": """\
a: {x: 1, "y": [1, 2, [3, {z: 4}]], w: , v}
b: [
  one,   # about one
  two,

  'three' , # about three
]
c: {
  k: "v",  # about k
  l: {m: n}
  }
d: []
e: { }
f: [ ]
""",
    "scalars": """\
folded: >
  A long text that
  goes on over lines

  and paragraphs.

strip: >-
  one
  two
keep: |+
  kept

# comment after kept
deep:
    four: |
          ten deep
            more
    indicator: |2
        six
plain: several words
  on two lines
  # and a comment
double: "escapes \\t \\" \\u00e9 and
  a second line"
single: 'it''s
  two lines'
tabs: "a	b"	# tab before comment
emoji: "😀 👩‍🚀" # 😀
bidi: "\u202bשלום\u202c"
nbsp: "prix\u00a0: 3\u202f€"
""",
    "lists": """\
top:
- 1
- two
-
- - nested
  - deep
- a: 1
  b:
  - x
  - y
-
  late: 1
  other: 2
-   wide: 1
    again: 2
end: null
""",
}
HOSTILE |= {f"{name}-crlf": text.replace("\n", "\r\n") for name, text in HOSTILE.items()}

_signs = st.one_of(
    st.sampled_from(
        list("aé :#-?[]{},&*!|>'\"%@`\\\n\t~0189.=<yno«’…\u00a0\u202f\u2028\u0085\u200b\ufeff\r\x07\x7f😀")
    ),
    st.characters(exclude_categories=["Cs"]),
)
texts = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "yes",
            "oui",
            "no",
            "1.2",
            "12:30",
            "null",
            "~",
            "2026-11-22",
            "1e3",
            "0x1F",
            "a : b",
            "a #b",
            "-",
            "- a",
            "? a",
            "# a",
            "|",
            "a:",
            "---",
            "...",
            "<<",
            "=",
            ".5",
            "+1",
            "un\ndeux",
            "un\n",
            "\nun\n\n",
            "  un\n deux",
            "Où ?\n\n- a\n- b\n",
            "%TAG",
            "a\tb",
            "\ta",
            "1_000",
            "0o7",
            "TRUE",
            "a\r\nb",
        ]
    ),
    st.text(_signs, max_size=24),
)
scalars = st.one_of(
    texts, st.integers(-(10**20), 10**20), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    scalars,
    lambda part: st.one_of(
        st.lists(part, max_size=3), st.dictionaries(texts.filter(lambda t: t != "<<"), part, max_size=3)
    ),
    max_leaves=6,
)


def pointers(data, above=()):
    """Every pointer into ``data`` but the root's."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, part in pairs:
        yield (*above, step)
        yield from pointers(part, (*above, step))
