import json

import pytest
from lint_samples import codes


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"key": "z"}, ["X16"]),
        ({"type": "multiple-choice", "key": ["a", "z"]}, ["X16"]),
        ({"type": "ordering", "key": ["a", "b", "z"]}, ["X20"]),
        ({"type": "ordering", "key": ["a", "b", "c", "z"]}, ["X20"]),
        ({"type": "matching", "key": {"s1": "t1", "s2": "t9"}}, ["X21-target"]),
        ({"type": "matching", "key": {"s1": "t1", "s2": "t2", "s9": "t1"}}, ["X21-source"]),
        ({"type": "matching", "key": {"s2": "t2"}}, ["X21-uncovered"]),
        ({"type": "blanks", "template": "On tape ${copier}. Ou ${coller}. Ou ${couper}."}, ["X17-undefined"]),
        ({"type": "blanks", "template": "On tape ${copier}. Ou ${coller}. Ou ${copier}."}, ["X17-twice"]),
        ({"type": "blanks", "key": {"coller": {"accept": ["Ctrl+V"]}}}, ["X17-keyless"]),
        (
            {
                "type": "blanks",
                "key": {name: {"accept": ["Ctrl+V"]} for name in ("copier", "coller", "couper")},
            },
            ["X18-key"],
        ),
    ],
)
def test_a_key_names_what_is_there_and_all_of_it(fields, expected):
    assert codes(json.dumps(fields)) == expected


@pytest.mark.parametrize(
    ("scoring", "expected"),
    [
        ({"1": 0.5, "2": 1}, []),
        ({"2": 1}, []),
        ({"1": 0.5, "3": 1}, ["X22-count"]),
        ({"1": 0.8, "2": 0.5}, ["X22-credit", "X22-full"]),
        ({"1": 0, "2": 1}, ["X22-credit"]),
        ({"1": 0.5, "2": 0.9}, ["X22-full"]),
    ],
)
def test_more_groups_earn_more_up_to_one(scoring, expected):
    groups = {"firefox": ["Firefox"], "chrome": ["Chrome"], "safari": ["Safari"]}
    tests = [
        {"answer": {"un": "Chrome", "deux": "Firefox"}, "outcome": "ok"},
        {"answer": {"un": "Word", "deux": "Excel"}, "outcome": "ko"},
    ]
    key = {"groups": groups, "scoring": scoring}
    assert codes(json.dumps({"type": "dependent-blanks", "key": key, "tests": tests})) == expected


def test_as_many_groups_as_blanks_without_a_table():
    key = {"groups": {"firefox": ["Firefox"]}}
    assert codes(json.dumps({"type": "dependent-blanks", "key": key})) == ["X22-groups"]


def _pairs(order: str) -> dict:
    sides = {name: [{"id": f"{name[0]}{n}", "text": f"{name} {n}"} for n in "123"] for name in ("sources", "targets")}
    key = {f"s{place}": f"t{target}" for place, target in enumerate(order, start=1)}
    sides["sources"] = sides["sources"][: len(order)]
    return {"type": "matching", **sides, "key": key}


def _turned(answer):
    return dict(zip(answer, reversed(answer.values()), strict=True)) if isinstance(answer, dict) else answer[::-1]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"type": "ordering", "key": ["a", "b", "c"]}, ["L39-ids"]),
        ({"type": "ordering", "key": ["a", "c", "b"]}, []),
        (_pairs("123"), ["L39-ids"]),
        (_pairs("132"), []),
        (_pairs("12"), []),
    ],
)
def test_ids_do_not_tell_the_order(item, expected):
    tests = [{"answer": item["key"], "outcome": "ok"}, {"answer": _turned(item["key"]), "outcome": "ko"}]
    assert codes(json.dumps(item | {"tests": tests})) == expected
