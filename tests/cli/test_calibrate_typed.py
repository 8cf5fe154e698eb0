"""``pixauthor calibrate`` as it is typed, in a workspace made by ``pixauthor init``."""

import json
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pixauthor.calibration.store import load_calibration
from pixauthor.cli import main
from pixauthor.source.schema import is_valid
from pixauthor.workspace import open_workspace

N_CANDIDATES, N_ITEMS = 300, 15


def type_(words):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["pixauthor", *map(str, words)])
        patch.setattr("pixauthor.locale._chosen", [])
        patch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            main.run()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """The line up to the responses, made once: init, simulate, import."""
    root = tmp_path_factory.mktemp("line") / "space"
    assert type_(["init", root]) == 0
    bank = open_workspace(root).bank
    chosen = sorted(bank, key=lambda item: (item.type, item.id))[:: len(bank) // N_ITEMS]
    truth = [{"item": item.reference, "b": 0.8 * (item.level - 4)} for item in chosen]
    truth[0]["b"] = 3.0  # an item to flag
    parameters, table = root / "exports" / "truth.json", root / "exports" / "simulated.csv"
    parameters.write_text(json.dumps({"items": truth}), "utf-8")
    plan = ["--candidates", N_CANDIDATES, "--parameters", parameters, "--output", table]
    assert type_(["responses", "simulate", "--workspace", root, *plan]) == 0
    assert type_(["responses", "import", table, "--workspace", root]) == 0
    return root


@pytest.fixture(scope="module")
def calibrated(line):
    assert type_(["calibrate", "--model", "rasch", "--workspace", line]) == 0
    return line


@pytest.fixture
def run(capsys):
    def type_and_read(*words):
        capsys.readouterr()
        status = type_(words)
        said = capsys.readouterr()
        return status, said.out.replace("\u00a0", " "), said.err.replace("\u00a0", " ")

    return type_and_read


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_calibrate_prints_every_item_and_writes_a_file_that_satisfies_its_schema(run, line, tmp_path):
    path = tmp_path / "rasch.json"
    status, out, err = run("calibrate", "run", "--model", "rasch", "--workspace", line, "--output", path)
    assert (status, err) == (0, "")
    data = json.loads(path.read_text("utf-8"))
    assert is_valid(data, "calibration")
    assert len(data["items"]) + len(data["left_out"]) >= N_ITEMS
    for item in data["items"]:
        assert f"│ {item['item']} " in out
    assert data["provenance"]["simulated"]
    assert f"{N_CANDIDATES} candidats" in out
    assert str(path) in out
    assert "Réponses SIMULÉES" in out
    assert "Convergence" in out


def test_flagged_items_are_named_with_their_reasons(run, line, tmp_path):
    _, out, _ = run("calibrate", "--model", "rasch", "--workspace", line, "--output", tmp_path / "c.json")
    flagged = [item.item for item in load_calibration(tmp_path / "c.json").items if item.flags]
    assert flagged
    assert [one.split(" : ")[0] for one in out.splitlines() if "@1 : " in one] == flagged


def test_a_file_of_responses_gives_the_same_items_as_the_workspace(run, calibrated, tmp_path):
    (path,) = (calibrated / "exports" / "calibrations").glob("*.json")
    (part,) = (calibrated / "exports" / "responses").glob("*.parquet")
    words = ("calibrate", "--model", "rasch", "--workspace", calibrated, "--responses", part, "-o", tmp_path / "c.json")
    assert run(*words)[0] == 0
    one, other = load_calibration(path), load_calibration(tmp_path / "c.json")
    assert (one.items, one.fit, one.provenance.data) == (other.items, other.fit, other.provenance.data)


def test_an_estimation_that_does_not_converge_is_written_told_and_ends_with_1(run, line, tmp_path):
    path = tmp_path / "c.json"
    status, _, err = run("calibrate", "--max-iterations", 1, "--workspace", line, "--output", path)
    assert status == 1
    assert "PAS DE CONVERGENCE" in err
    assert not load_calibration(path).fit.converged


def test_too_few_answers_leave_items_out_by_name(run, line, tmp_path):
    status, _, err = run("calibrate", "--workspace", line, "--min-answers", 301, "--output", tmp_path / "c.json")
    assert status == 2
    assert "-01@1 (trop peu de réponses)" in err
    assert not (tmp_path / "c.json").exists()


def test_holes_are_told_with_the_way_out_of_them(run, line, tmp_path):
    (part,) = (line / "exports" / "responses").glob("*.parquet")
    frame = pq.read_table(part).to_pandas()
    frame = frame[~((frame["candidate"] < "sim1-000101") & (frame["item"] == frame["item"].iloc[0]))]
    holes = tmp_path / "holes.parquet"
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), holes)
    words = ("calibrate", "--engine", "girth", "--workspace", line, "--responses", holes, "-o", tmp_path / "c.json")
    status, _, err = run(*words)
    assert status == 2
    assert "200 candidats sur 300" in err
    assert "--complete-cases" in err
    status, out, _ = run(*words, "--complete-cases")
    assert status == 0
    assert "100 candidats incomplets laissés de côté" in out


@pytest.mark.parametrize(("words", "said"), [
    (["--model", "5pl"], "rasch, 1pl"),
    (["--engine", "mirt"], "girth"),
    (["--min-answers", "0"], "min-answers"),
    (["--responses", "none.parquet"], "none.parquet"),
    (["--responses", "."], "dossier"),
    (["--responses", "r.csv"], "Parquet"),
    (["--responses", "damaged.parquet"], "Parquet"),
    (["--responses", "other.parquet"], "pas de colonne candidate"),
    (["--responses", "empty.parquet"], "responses import"),
    (["--responses", "impossible.parquet"], "n’est pas un nombre de 0 à 1"),
    (["--workspace", "nulle-part"], "nulle-part"),
    (["--output", "."], "dossier"),
    (["report", "none.json"], "none.json"),
    (["report", "."], "dossier"),
    (["report", "r.csv"], "JSON"),
    (["report", "empty.json"], "pixauthor calibrate"),
    (["report", "nan.json"], "pixauthor calibrate"),
    (["report", "--workspace", "{line}"], "pixauthor calibrate"),
    (["--model", "rasch", "report"], "report"),
    (["rapport"], "rapport"),
])  # fmt: skip
def test_misuse_ends_with_2_and_a_sentence_and_writes_nothing(run, line, tmp_path, monkeypatch, words, said):
    (part,) = (line / "exports" / "responses").glob("*.parquet")
    bare = tmp_path / "bare"
    (bare / "exports").mkdir(parents=True)
    (bare / "items").symlink_to(line / "items")
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    table = pq.read_table(part)
    (here / "r.csv").write_text("candidat;item\n", "utf-8")
    (here / "damaged.parquet").write_bytes(part.read_bytes()[:-200])
    pq.write_table(pa.table({"x": [1, 2]}), here / "other.parquet")
    pq.write_table(table.slice(0, 0), here / "empty.parquet")
    pq.write_table(
        pa.Table.from_pandas(table.slice(0, 9).to_pandas().assign(score=7.0), preserve_index=False),
        here / "impossible.parquet",
    )
    (here / "empty.json").write_text("{}", "utf-8")
    (here / "nan.json").write_text('{"format": NaN}', "utf-8")
    if "--workspace" not in words:
        words = [*words, "--workspace", str(line)]
    words = [word.format(line=bare) for word in words]
    before = files(here) + files(line)
    status, out, err = run("calibrate", *words)
    assert status == 2
    assert said in err + out
    assert "Traceback" not in out + err
    assert files(here) + files(line) == before


def test_a_fifo_is_not_waited_for(run, line, tmp_path):
    os.mkfifo(tmp_path / "r.parquet")
    status, _, err = run("calibrate", "--workspace", line, "--responses", tmp_path / "r.parquet")
    assert (status, "fichier ordinaire" in err) == (2, True)


def test_help_tells_options_and_exit_status_without_loading_numpy(line):
    code = (
        "import sys; sys.argv = ['pixauthor', 'calibrate', 'run', '--help']\n"
        "from pixauthor.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "sys.exit('numpy' in sys.modules or 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "--complete-cases" in done.stdout
    assert "convergé" in done.stdout


def test_the_newest_calibration_is_found_without_numpy():
    code = "import sys, pixauthor.calibration.store, pixauthor.cli.bundle; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
