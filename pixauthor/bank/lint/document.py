"""The page of the rules and their examples as files: ``python -m pixauthor.bank.lint.document`` writes both."""

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pixauthor.bank.lint import RULES
from pixauthor.bank.lint.examples import expand
from pixauthor.bank.lint.rule import Rule
from pixauthor.files import write_atomic
from pixauthor.locale import catalogue

PAGE: Final = Path("docs", "lint-rules.md")
EXAMPLES: Final = Path("schemas", "examples", "invalid")

_HEAD: Final = """\
# The rules of `pixauthor check`

Written by `python -m pixauthor.bank.lint.document` from the rules themselves, whose examples are also the tests.

`L` are rules of wording; an item may silence one with `silenced: [{rule: L05, reason: "…"}]`. `X` are rules of
agreement between fields, files and framework, `T` the item's own tests: these cannot be silenced. A bundle takes no
item with an error. Examples show only the fields that differ from a sound item, with `---` between two items, `$path`
for a file elsewhere and `$files` for the files beside.

"""


def render_page() -> str:
    """Return the page of all rules, in Markdown."""
    rows = "\n".join(f"| [{rule.code}](#{_anchor(rule)}) | {rule.severity} | {rule.slug} |" for rule in RULES)
    return f"{_HEAD}| rule | severity | name |\n| --- | --- | --- |\n{rows}\n{''.join(map(_section, RULES))}"


def render_examples() -> dict[str, bytes]:
    """Return the bad example of each rule as files, by path: ``L03-all-of-above/1.2/dossiers-2-01.yaml``.

    Each folder is an items folder, without its framework.
    """
    return {f"{rule.code}-{rule.slug}/{path}": content for rule in RULES for path, content in expand(rule.bad).items()}


def _anchor(rule: Rule) -> str:
    return f"{rule.code.lower()}-{rule.slug}"


def _section(rule: Rule) -> str:
    messages = "\n".join(f"- {entry['message']} *{entry['hint']}*" for entry in _entries(rule.code))
    return f"""
## {rule.code} {rule.slug}

{rule.why}

{_unbrace(messages)}

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
    """Write the page and the examples under ``root``, the folder of the project."""
    write_atomic(root / PAGE, render_page().encode())
    for rule in RULES:
        shutil.rmtree(root / EXAMPLES / f"{rule.code}-{rule.slug}", ignore_errors=True)
    for path, content in render_examples().items():
        write_atomic(root / EXAMPLES / path, content)


if __name__ == "__main__":
    main(Path.cwd())
