"""docs/grading.md is true: every example in it gives what it says, in both modes."""

import re
from pathlib import Path

import pytest
import yaml

from pixauthor.bank.question_codec import decode_question
from pixauthor.grading import MalformedAnswer, grade

PAGE = Path(__file__).parents[2] / "docs" / "grading.md"
SECTION = re.compile(r"^### (\d+)\. .*?(?=^##|\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(example, id=f"{section[1]}-{place}")
    for section in SECTION.finditer(PAGE.read_text(encoding="utf-8"))
    for block in BLOCK.findall(section[0])
    for place, example in enumerate(yaml.safe_load(block), start=1)
]


def outcome_of(example, mode):
    blanks = {name: {"label": name, **fields} for name, fields in example.get("blanks", {}).items()}
    interaction, key = decode_question({**example, "template": "", "blanks": blanks})
    try:
        return grade(interaction, key, example["answer"], mode)
    except MalformedAnswer:
        return None


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_of_the_page_is_what_happens(example):
    official, mended = outcome_of(example, "pix"), outcome_of(example, "fixed")
    assert (official.status if official else "malformed") == example["pix"]
    assert mended.status == example["fixed"]
    assert mended.credit == example.get("credit", 1 if example["fixed"] == "ok" else mended.credit)


def test_every_difference_has_an_example_that_differs():
    sections = SECTION.findall(PAGE.read_text(encoding="utf-8"))
    assert [int(number) for number in sections] == list(range(1, len(sections) + 1))
    for number in sections:
        examples = [one.values[0] for one in EXAMPLES if one.id.startswith(f"{number}-")]
        assert any(one["pix"] != one["fixed"] or "credit" in one for one in examples), number
