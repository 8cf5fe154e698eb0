"""How long the bank browser takes on a large bank, beside ``grep`` and beside reading every file.

The browser is opened in processes of their own, as a kernel does: once on a bank that was never read, then on one whose
index is kept. Opening counts from the widget's first line to the page that it sends, without the imports that any
notebook pays. Then every kind of command is sent, several times over; the slowest one of each kind is told. What the
browser of the person does with a page of 25 rows is not in it.

    python -m bench.search_bank [--items 10000] [--seed 1]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bench.check_bank import LOADER, SETTLE_SECONDS, Run, print_table, shipped_words, time_process
from bench.plain_items import write_plain_bank

TURNS: Final = 5
# One of each kind; every turn asks for something else, so that nothing is answered from the one before.
COMMANDS: Final[dict[str, Sequence[dict[str, Any]]]] = {
    "search a word": [{"do": "search", "query": word} for word in ("dossier", "image", "mot", "texte", "page")],
    "search exact words": [
        {"do": "search", "query": f'"{word}"'} for word in ("page", "fichier", "nom", "lien", "mail")
    ],
    "search by fields": [
        {"do": "search", "query": f"type:choix-unique niveau:>={level} auteur:gen -statut:brouillon"}
        for level in range(1, 6)
    ],
    "filter by a cell": [{"do": "cell", "competence": f"1.{n % 3 + 1}", "level": n + 1} for n in range(TURNS)],
    "clear": [{"do": "clear"}] * TURNS,
    "sort all": [{"do": "sort", "field": field} for field in ("title", "level", "touched", "type", "author")],
    "turn a page": [{"do": "page", "page": page} for page in range(1, TURNS + 1)],
    "show the map": [{"do": "pane", "pane": "heat"}] + [{"do": "pane", "pane": "tree"}] * (TURNS - 1),
    "open a dialog": [{"do": "act", "kind": "new", "skill": "moteur-2"}] * TURNS,
}
OPEN: Final = """
import json, resource, sys, time
from pathlib import Path
from pixauthor.widgets.browser import BrowserWidget
from pixauthor.workspace import Workspace
commands = json.loads(sys.stdin.read())
start = time.perf_counter()
browser = BrowserWidget(Workspace(Path(".")), author="bench")
there = time.perf_counter() - start
while browser.reading:
    time.sleep(0.005)
told = {"page": there, "open": time.perf_counter() - start, "found": browser.table["total"]}
told["commands"] = {}
for name, many in commands.items():
    took = []
    for one in many:
        start = time.perf_counter()
        browser.send_command(one)
        took.append(time.perf_counter() - start)
    told["commands"][name] = max(took)
told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(told))
"""


def open_browser(folder: Path) -> dict[str, Any]:
    """Return what one process that opens the browser tells: seconds of opening and of each command, peak in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN], cwd=folder, input=json.dumps(COMMANDS), capture_output=True, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def print_told(told: dict[str, Any], label: str) -> None:
    """Print one line per thing that was timed, in milliseconds."""
    page, whole = 1000 * told["page"], 1000 * told["open"]
    print(f"{label:34}page {page:6.0f} ms, complete {whole:7.0f} ms, peak {told['peak']:5.0f} MiB")


def peers(folder: Path, n_items: int) -> list[Run]:
    """Return what a search takes without an index: ``grep`` for a word, and a program that reads every YAML file."""
    grep = ["grep", "-ril", "--include=*.yaml", "dossier", "items"]
    return [
        time_process("grep -r for a word", n_items, grep, cwd=folder),
        time_process("PyYAML C loader, every file", n_items, [sys.executable, "-c", LOADER], cwd=folder),
    ]


def main() -> None:
    """Make the bank, open the browser on it twice, print what it took and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixauthor-bench-") as name:
        folder = Path(name)
        write_plain_bank(folder, options.items, options.seed, shipped_words())
        # Files just written are read again, whatever their date.
        time.sleep(SETTLE_SECONDS)
        print(f"bank browser, {options.items} items")
        print_told(open_browser(folder), "never read")
        told = open_browser(folder)
        print_told(told, "index kept")
        word = told["commands"]["search a word"]
        for kind, seconds in told["commands"].items():
            print(f"  {kind:32}{1000 * seconds:7.0f} ms")
        runs = peers(folder, options.items)
        print_table(runs)
        for run in runs:
            print(f"a search of the browser takes {word / run.seconds:.3f} of: {run.name}")


if __name__ == "__main__":
    main()
