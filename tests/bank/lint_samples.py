"""Running the rules on examples: as files, through the whole check and the real grader."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from pixauthor.bank.check import check_bank
from pixauthor.bank.lint import RULES
from pixauthor.bank.lint.dictionaries import Speller, can_spell, find_dictionary
from pixauthor.bank.lint.examples import Files, expand
from pixauthor.bank.lint.outside import Outside
from pixauthor.bank.lint.store import read_glossary
from pixauthor.findings import Finding
from pixauthor.grading.grade import grade

TODAY = date(2026, 3, 1)
DICTIONARY = find_dictionary("fr") if can_spell() else None
NO_DICTIONARY = "needs spylls and a French dictionary: sh tools/system-packages.sh"


def _competence(code: str, tube: str, *levels: int) -> dict:
    words = {"fr": tube, "en": tube}
    skills = [{"id": f"{tube}-{level}", "level": level, "description": words} for level in levels]
    return {"code": code, "title": words, "tubes": [{"id": tube, "title": words, "skills": skills}]}


# The skills of the examples, and no others: the shipped framework takes ten times longer to read.
FRAMEWORK = {
    "id": "crcn",
    "version": "1",
    "levels": [{"level": level, "name": {"fr": f"niveau {level}", "en": f"level {level}"}} for level in range(1, 9)],
    "areas": [
        {"code": code[0], "title": {"fr": code, "en": code}, "colour": "#F1A141", "competences": [competence]}
        for competence in (_competence("1.2", "dossiers", 2, 4), _competence("3.2", "son-et-video", 2))
        for code in [competence["code"]]
    ],
}


def write_bank(root: Path, files: Files) -> Path:
    """Write files into an items folder with the framework of the examples, and return it."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "framework.yaml").write_text(json.dumps(FRAMEWORK), encoding="utf-8")
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


@cache
def _verdicts() -> Path:
    """Return the file of what the dictionary said, one for the whole run: it takes seconds to load."""
    return Path(mkdtemp(prefix="pixauthor-spelling-"), "words.json")


def outside_of(root: Path) -> Outside:
    """Return what is known outside the bank: the French dictionary, where there is one."""
    return Outside(spell={"fr": Speller(DICTIONARY, read_glossary(root), _verdicts())} if DICTIONARY else {})


def check_folder(root: Path, **options) -> tuple[Finding, ...]:
    """Return what all rules find; each finding must have words in both languages."""
    options = {"rules": RULES, **options}
    findings = check_bank(root, grade=grade, today=TODAY, **options).findings
    for finding in findings:
        for language in ("fr", "en"):
            assert finding.message(language)
            assert finding.hint(language)
    return findings


def check_example(example: str, *, spelling: bool = False) -> tuple[Finding, ...]:
    """Return what the check finds in an example of a rule; a dictionary takes its time, and is asked on demand."""
    with TemporaryDirectory() as folder:
        root = write_bank(Path(folder, "items"), expand(example))
        return check_folder(root, **({"outside": outside_of(root)} if spelling else {}))


def codes(example: str) -> list[str]:
    """Return the findings of an example as ``L30-edits``, sorted, each once."""
    return sorted({f"{one.code}-{one.variant}".rstrip("-") for one in check_example(example)})
