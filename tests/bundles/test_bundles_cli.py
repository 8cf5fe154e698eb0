import json
import os
import subprocess
import sys
import zipfile

import pytest


def pixauthor(workspace, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pixauthor", *arguments],
        cwd=workspace,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )


@pytest.fixture
def signed(workspace):
    assert pixauthor(workspace, "bundle", "keygen").returncode == 0
    return workspace


@pytest.fixture
def built(signed):
    done = pixauthor(signed, "bundle", "build", "--purpose", "field-test", "--name", "demo")
    assert done.returncode == 0, done.stderr
    return signed / "exports/bundles/demo-2026.11.22"


def test_a_bundle_is_built_inspected_and_verified(signed, built):
    assert (built / "demo-2026.11.22.secret.zip").stat().st_mode & 0o777 == 0o600
    assert (signed / "exports/keys/bundle.key").stat().st_mode & 0o777 == 0o600
    verified = pixauthor(signed, "bundle", "verify", str(built))
    assert verified.returncode == 0
    assert "Les deux parties vont ensemble" in verified.stdout
    pages = json.loads(pixauthor(signed, "bundle", "inspect", str(built), "--json").stdout)
    assert [page["part"] for page in pages] == ["public", "secret"]


def test_two_builds_write_the_same_bytes(signed, built):
    before = {path.name: path.read_bytes() for path in built.iterdir()}
    assert pixauthor(signed, "bundle", "build", "--purpose", "field-test", "--name", "demo").returncode == 0
    assert {path.name: path.read_bytes() for path in built.iterdir()} == before


def test_a_flipped_bit_is_named_and_the_exit_status_is_1(signed, built):
    path = built / "demo-2026.11.22.public.zip"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    done = pixauthor(signed, "bundle", "verify", str(built))
    assert done.returncode == 1
    assert "demo-2026.11.22.public.zip" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refused_item_refuses_the_bundle_and_nothing_is_written(signed):
    done = pixauthor(signed, "bundle", "build", "--purpose", "certification")
    assert done.returncode == 1
    assert "dossiers-5-01" in done.stderr
    assert "calibration" in done.stderr
    assert not (signed / "exports/bundles").exists()


def test_an_item_that_fails_its_own_test_is_refused_with_the_place(signed):
    path = signed / "items/4.1/connexions-sures-4-01.yaml"
    path.write_text(path.read_text().replace("outcome: ok, credit: 1", "outcome: ko"))
    done = pixauthor(signed, "bundle", "build", "--purpose", "field-test", "--leave-out-refused")
    assert done.returncode == 0
    assert "4.1/connexions-sures-4-01.yaml:" in done.stderr
    assert "T0" in done.stderr
    assert "2 items" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("build", "--purpose", "exam"), "exam"),
        (("build", "--name", "../x"), "../x"),
        (("build", "--key", "none.key"), "none.key"),
        (("build", "--calibration", "none.json"), "none.json"),
        (("build", "--blueprint", "none.yaml"), "none.yaml"),
        (("build", "--competence", "9.9"), "9.9"),
        (("verify", "none"), "none"),
        (("verify", "items"), "items"),
        (("inspect", "items/framework.yaml"), "framework.yaml"),
        (("keygen", "--name", "../../x"), "../../x"),
        (("keygen",), "bundle.key"),
    ],
)
def test_bad_input_gets_a_sentence_and_no_traceback(signed, arguments, sentence):
    before = sorted(path for path in signed.rglob("*") if ".cache" not in str(path))
    done = pixauthor(signed, "bundle", *arguments)
    assert done.returncode in {1, 2}
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path for path in signed.rglob("*") if ".cache" not in str(path)) == before


def test_a_key_that_others_can_read_does_not_sign(signed):
    (signed / "exports/keys/bundle.key").chmod(0o644)
    done = pixauthor(signed, "bundle", "build", "--purpose", "field-test")
    assert done.returncode == 2
    assert "chmod 600" in done.stderr


def test_a_zip_that_climbs_out_of_its_folder_is_refused(signed, tmp_path):
    path = tmp_path / "evil.public.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../evil.txt", "x")
    done = pixauthor(signed, "bundle", "verify", str(path))
    assert done.returncode == 1
    assert "../../evil.txt" in done.stderr
    assert not list(tmp_path.rglob("evil.txt"))


def test_a_link_out_of_the_workspace_is_not_packed(signed, tmp_path):
    (tmp_path / "secret.svg").write_text("<svg/>")
    media = next(path for path in sorted((signed / "items").rglob("media/*")) if path.is_file())
    media.unlink()
    media.symlink_to(tmp_path / "secret.svg")
    done = pixauthor(signed, "bundle", "build", "--purpose", "field-test")
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr
    assert not (signed / "exports/bundles").exists()
