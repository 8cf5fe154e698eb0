import json

import pytest
from lint_samples import check_example, codes

from pixauthor.bank.samples import resolve_answer
from pixauthor.errors import PixauthorError


def text_item(accept: list[str], ok: str, ko: str = "dièse", **tolerances: bool) -> str:
    """Return an example of a short text with its accepted answers, and a test of each outcome."""
    key = {"accept": accept, "tolerances": tolerances}
    tests = [{"answer": ok, "outcome": "ok"}, {"answer": ko, "outcome": "ko"}]
    return json.dumps({"type": "short-text", "key": key, "tests": tests})


@pytest.mark.parametrize(
    ("accept", "tolerances", "expected"),
    [
        (["Crème brûlée", "flan"], {}, []),
        (["Crème brûlée", "creme brulee"], {}, ["L30-redundant"]),
        (["cœur", "coeur"], {}, ["L30-redundant"]),
        (["Ctrl+C", "Ctrl C"], {"t2": False}, []),
        (["Crème", "creme"], {"t1": False, "t2": False}, []),
        (["12,5"], {}, ["L30-decimal"]),
        (["12,5", "12.5"], {"t2": False}, []),
        (["chat"], {"t3": True}, ["L30-edits"]),
        (["chats"], {"t3": True}, []),
        (["arobase", "  "], {}, ["L30-empty"]),
        (["@"], {}, []),
    ],
)
def test_accepted_answers_each_say_something(accept, tolerances, expected):
    assert codes(text_item(accept, accept[0], **tolerances)) == expected


@pytest.mark.parametrize(
    ("accept", "wrong", "expected"),
    [
        ("Mozilla", "mozilla thunderbird", ["L30-prefix"]),
        ("Mozilla Firefox", "mozilla thunderbird", []),
        ("clé", "clef", []),
        ("adresse électronique", "adresse électronique privée", []),  # the stem says it
        ("version 2", "version 2 bis", []),
    ],
)
def test_an_answer_with_which_a_wrong_one_begins_is_told(accept, wrong, expected):
    assert codes(text_item([accept], accept, wrong)) == expected


def test_an_answer_stands_in_one_group():
    groups = {"firefox": ["Firefox", "Mozilla"], "chrome": ["Chrome", "mozilla"]}
    assert codes(
        json.dumps(
            {
                "type": "dependent-blanks",
                "key": {"groups": groups},
                "tests": [
                    {"answer": {"un": "Chrome", "deux": "Firefox"}, "outcome": "ok"},
                    {"answer": {"un": "Word", "deux": "Excel"}, "outcome": "ko"},
                ],
            }
        )
    ) == ["L30-shared"]


def test_a_drop_down_is_no_text_field():
    key = {"copier": {"accept": ["Ctrl+C"]}, "coller": {"accept": ["Ctrl+V"], "tolerances": {"t3": True}}}
    assert codes(json.dumps({"type": "blanks", "key": key})) == []


def test_a_failing_test_says_answer_expected_and_got():
    [finding] = check_example("tests: [{answer: b, outcome: ok}, {answer: a, outcome: ok}, {answer: c, outcome: ko}]")
    assert finding.fields["answer"] == '"a"'
    assert (finding.fields["expected"], finding.fields["got"]) == ("ok", "ko")
    assert finding.place.path == "1.2/dossiers-2-01.yaml"


def test_tests_run_in_the_mode_that_they_name():
    # In the official mode, t2 deletes the ligature (pix.md §2.6); the fixed one reads two letters.
    tests = [
        {"answer": "coeur", "outcome": "ok"},
        {"answer": "coeur", "outcome": "ko", "mode": "pix"},
        {"answer": "dièse", "outcome": "ko"},
    ]
    assert codes(json.dumps({"type": "short-text", "key": {"accept": ["cœur"]}, "tests": tests})) == []


@pytest.mark.parametrize(
    "path", ["media/../../secret.csv", "/etc/hostname", "media", "media/absent.csv", "media/" + "a" * 300]
)
def test_a_sample_is_a_file_beside_the_item(tmp_path, path):
    (tmp_path / "1.2" / "media").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("secret")
    with pytest.raises(PixauthorError):
        resolve_answer({"upload": path}, tmp_path / "1.2")


def test_a_sample_is_read_as_the_grader_takes_it(tmp_path):
    (tmp_path / "budget.csv").write_bytes(b"a;b")
    assert resolve_answer({"upload": "budget.csv"}, tmp_path) == {"name": "budget.csv", "content": "YTti"}


@pytest.mark.parametrize("answer", [None, "texte", ["a", "b"], {"un": "Firefox"}])
def test_other_answers_stay_as_they_are(tmp_path, answer):
    assert resolve_answer(answer, tmp_path) == answer
