"""The page of the rules, their examples as files and the schema of their settings.

``python -m pixauthor.bank.lint.document`` writes all three.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pixauthor.bank.lint import RULES
from pixauthor.bank.lint.examples import expand
from pixauthor.bank.lint.rule import Rule
from pixauthor.bank.lint.settings_schema import render_schema
from pixauthor.bank.lint.thresholds import DEFAULTS
from pixauthor.files import write_atomic
from pixauthor.locale import catalogue

PAGE: Final = Path("docs", "lint-rules.md")
EXAMPLES: Final = Path("schemas", "examples", "invalid")
SCHEMA: Final = Path("schemas", "lint.schema.json")

_HEAD: Final = """\
# The rules of `pixauthor check`

Written by `python -m pixauthor.bank.lint.document` from the rules themselves, whose examples are also the tests.

`L` are rules of wording; an item may silence one with `silenced: [{rule: L05, reason: "…"}]`. `X` are rules of
agreement between fields, files and framework, `T` the item's own tests: these cannot be silenced. A bundle takes no
item with an error. Examples show only the fields that differ from a sound item, with `---` between two items, `$path`
for a file elsewhere and `$files` for the files beside.

Rules marked *thorough* take time, or have an opinion of style: `pixauthor check --all` and `pixauthor item lint` run
them. `--links` asks the links, `--export qti3` tells what an export would lose. A bank changes severities (with a
reason) and limits in `items/lint.yaml`, and lists its own words in `items/glossary.txt`:

```yaml
# yaml-language-server: $schema=../schemas/lint.schema.json
rules:
  L20: {severity: info, reason: Les énoncés citent des textes officiels., limits: {sentence: 30}}
  L02: {severity: "off", reason: Nos options sont des captures d’écran.}
exports: [qti3]
allowed: [Firefox]
hosts: [intranet.college.example]
```

"""


def render_page() -> str:
    """Return the page of all rules, in Markdown."""
    rows = "\n".join(map(_row, RULES))
    return (
        f"{_HEAD}| rule | severity | name | when |\n| --- | --- | --- | --- |\n{rows}\n{''.join(map(_section, RULES))}"
    )


def render_examples() -> dict[str, bytes]:
    """Return the bad example of each rule as files, by path: ``L03-all-of-above/1.2/dossiers-2-01.yaml``.

    Each folder is an items folder, without its framework.
    """
    return {f"{rule.code}-{rule.slug}/{path}": content for rule in RULES for path, content in expand(rule.bad).items()}


def _row(rule: Rule) -> str:
    when = "thorough" if rule.thorough else ""
    return f"| [{rule.code}](#{_anchor(rule)}) | {rule.severity} | {rule.slug} | {when} |"


def _limits(rule: Rule) -> str:
    limits = ", ".join(f"`{name}` {value:g}" for name, value in DEFAULTS.get(rule.code, {}).items())
    return f"\nLimits: {limits}.\n" if limits else ""


def _anchor(rule: Rule) -> str:
    return f"{rule.code.lower()}-{rule.slug}"


def _section(rule: Rule) -> str:
    messages = "\n".join(f"- {entry['message']} *{entry['hint']}*" for entry in _entries(rule.code))
    return f"""
## {rule.code} {rule.slug}

{rule.why}

{_unbrace(messages)}
{_limits(rule)}
Bad:

```yaml
{rule.bad.strip()}
```

Good:

```yaml
{rule.good.strip()}
```
"""


def _entries(code: str) -> Iterator[Mapping[str, Any]]:
    """Yield the messages of a rule: its own and those of its variants."""
    for name, entry in catalogue("en", "findings").items():
        if name == code or name.startswith(f"{code}-"):
            yield entry


def _unbrace(template: str) -> str:
    """Return a template for reading: names of fields between ‹ ›, doubled braces single."""
    named = re.sub(r"(?<!\{)\{(\w+)\}(?!\})", r"‹\1›", template)
    return named.replace("{{", "{").replace("}}", "}")


def main(root: Path) -> None:
    """Write the page, the schema and the examples under ``root``, the folder of the project."""
    write_atomic(root / PAGE, render_page().encode())
    write_atomic(root / SCHEMA, render_schema(RULES).encode())
    for rule in RULES:
        shutil.rmtree(root / EXAMPLES / f"{rule.code}-{rule.slug}", ignore_errors=True)
    for path, content in render_examples().items():
        write_atomic(root / EXAMPLES / path, content)


if __name__ == "__main__":
    main(Path.cwd())
