"""How long ``pixauthor check`` takes on a large bank, beside ``check-jsonschema`` on the same files.

Two banks are made: plain items of about a kilobyte (``plain_items``), and copies of those that ship with the program,
of 2.7 kilobytes, each an alternative with a story of its own. PyYAML's C loader, alone, reads the plain ones in one
process: what any program written on it takes at least. Whole processes are timed, start of the interpreter included;
memory is the sum over a process and its children, sampled every fifth of a second (looking takes time from those who
are looked at; pages that they share are counted twice).

check-jsonschema looks at shapes only, with one schema for all the files of a command: it gets every plain item, in one
command per type of item, and takes minutes.

    python -m bench.check_bank [--items 10000] [--seed 1] [--without-peer]
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.plain_items import write_plain_bank
from pixauthor.bank.scan import scan
from pixauthor.resources import shipped

SETTLE_SECONDS = 2.5
LOADER = """
import pathlib, yaml
for path in pathlib.Path(".").rglob("*.yaml"):
    yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
"""
SAMPLING_SECONDS = 0.2
_TYPE = re.compile(r"^type: *([a-z-]+)", re.MULTILINE)
_ID = re.compile(r"^id:.*$", re.MULTILINE)
_FAMILY = re.compile(r"^family:.*\n(?:[ ]+.*\n)*", re.MULTILINE)
_PROTOTYPE = re.compile(r"^family:.*prototype}", re.MULTILINE)
_STEM = re.compile(r"^stem: \|\n((?:  .*\n|\n)+)", re.MULTILINE)
_WORD = re.compile(r"[a-zà-ÿ]{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one or several processes took."""

    name: str
    n_items: int
    seconds: float
    cpu_seconds: float
    peak_mib: float
    status: int


def write_copies(folder: Path, n_items: int, seed: int) -> None:
    """Write a workspace of ``n_items`` items in ``folder``: those shipped, then alternatives of them."""
    source = shipped("items")
    shutil.copytree(source, folder / "items")
    rng = random.Random(seed)  # noqa: S311 (not a secret)
    originals = _shipped_texts()
    vocabulary = shipped_words()
    names = [name for name, text in originals.items() if _PROTOTYPE.search(text)]
    for copy in range(n_items - len(originals)):
        name = names[copy % len(names)]
        number = copy // len(names) + 100
        path = folder / "items" / f"{name.removesuffix('.yaml')}-{number}.yaml"
        path.write_text(_vary(originals[name], path.stem, number, vocabulary, rng), encoding="utf-8")


def shipped_words() -> list[str]:
    """Return the words of the shipped bank, but those that rules look for."""
    words = {word for text in _shipped_texts().values() for word in _WORD.findall(text)}
    return sorted(words - {"toujours", "jamais", "uniquement", "tous", "toutes", "aucun", "aucune", "faux"})


def _shipped_texts() -> dict[str, str]:
    source = shipped("items")
    return {name: (source / name).read_text(encoding="utf-8") for name in sorted(scan(source).items)}


def _vary(text: str, item_id: str, number: int, vocabulary: Sequence[str], rng: random.Random) -> str:
    """Return a copy with another story: the last line of the stem, which asks the question, is kept."""
    prototype = item_id.rpartition("-")[0]
    family = f"family: {{role: alternative, prototype: {prototype}, alternative: {number}}}\n"

    def tell(stem: re.Match[str]) -> str:
        *lines, question = stem[1].strip().splitlines()
        story = rng.choices(vocabulary, k=sum(len(line.split()) for line in lines) or 12)
        return f"stem: |\n  {' '.join(story).capitalize()}.\n\n  {question.strip()}\n\n"

    text = _ID.sub(f"id: {item_id}", text, count=1)
    text = _FAMILY.sub("", text, count=1).replace("\ntests:\n", f"\n{family}tests:\n", 1)
    return _STEM.sub(tell, text, count=1)


def time_process(name: str, n_items: int, *commands: Sequence[str], cwd: Path) -> Run:
    """Run ``commands`` on ``n_items`` items one after the other, and return what they took together."""
    start, cpu, peak, status = time.perf_counter(), 0.0, 0.0, 0
    for command in commands:
        before = os.times()
        process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        peak = max(peak, *_watch(process))
        status = max(status, process.returncode)
        after = os.times()
        cpu += after.children_user + after.children_system - before.children_user - before.children_system
    seconds = time.perf_counter() - start
    return Run(name=name, n_items=n_items, seconds=seconds, cpu_seconds=cpu, peak_mib=peak, status=status)


def _watch(process: "subprocess.Popen[bytes]") -> Iterator[float]:
    root = psutil.Process(process.pid)
    yield 0.0
    while True:
        try:
            process.wait(SAMPLING_SECONDS)
            return
        except subprocess.TimeoutExpired:
            with suppress(psutil.Error):
                family = [root, *root.children(recursive=True)]
                yield sum(member.memory_info().rss for member in family) / 2**20


def peer_commands(folder: Path) -> list[list[str]]:
    """Return one ``check-jsonschema`` command per type of item, with all the files of that type."""
    by_type: dict[str, list[str]] = {}
    for name in sorted(scan(folder / "items").items):
        found = _TYPE.search((folder / "items" / name).read_text(encoding="utf-8"))
        by_type.setdefault(found[1] if found else "", []).append(f"items/{name}")
    program = str(Path(sys.executable).with_name("check-jsonschema"))
    schemas = shipped("schemas") / "item"
    return [[program, "--schemafile", str(schemas / f"{kind}.schema.json"), *names] for kind, names in by_type.items()]


def print_table(runs: Sequence[Run]) -> None:
    """Print one line per run; the ratio, per item, is to the first."""
    print(f"{'':40}{'items':>7}{'seconds':>9}{'CPU s':>8}{'ms/item':>9}{'ratio':>8}{'peak MiB':>10}{'exit':>6}")
    for run in runs:
        per_item = 1000 * run.seconds / run.n_items
        ratio = per_item / (1000 * runs[0].seconds / runs[0].n_items)
        figures = f"{run.seconds:9.2f}{run.cpu_seconds:8.2f}{per_item:9.2f}{ratio:8.2f}{run.peak_mib:10.0f}"
        print(f"{run.name:40}{run.n_items:7d}{figures}{run.status:6d}")


def main() -> None:
    """Make the bank, time the runs, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-peer", action="store_true", help="leave out check-jsonschema, which takes minutes")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="pixauthor-bench-") as name:
        plain, copies = Path(name) / "plain", Path(name) / "copies"
        write_plain_bank(plain, options.items, options.seed, shipped_words())
        write_copies(copies, options.items, options.seed)
        # Files just written are read again at the next check, whatever their date.
        time.sleep(SETTLE_SECONDS)
        runs = time_check(plain, "plain items")
        loader = [sys.executable, "-c", LOADER]
        runs.append(time_process("PyYAML C loader alone, plain", options.items, loader, cwd=plain))
        if not options.without_peer:
            peer = "check-jsonschema (shape only), plain"
            runs.append(time_process(peer, options.items, *peer_commands(plain), cwd=plain))
        print_table([*runs, *time_check(copies, "long items")])


def time_check(folder: Path, label: str) -> list[Run]:
    """Return the first check of a bank, and the second one with nothing changed."""
    command = [sys.executable, "-m", "pixauthor", "check", "."]
    n_items = len(scan(folder / "items").items)
    return [
        time_process(f"pixauthor check, {label}, {turn}", n_items, command, cwd=folder) for turn in ("cold", "again")
    ]


if __name__ == "__main__":
    main()
