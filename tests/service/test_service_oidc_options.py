"""How the command is told of a provider: all of it or nothing; a secret only in a file that nobody else may read."""

import subprocess
import sys

import pytest
from service_samples import KEY, sample_bundle

from pixauthor.bundles.store import save_bundle
from pixauthor.cli.serve_signin import provider_of
from pixauthor.errors import PixauthorError
from pixauthor.service.hub import Hub
from pixauthor.service.oidc import OpenId

HERE = "https://exam.example"
ISSUER = "https://idp.example"
NOTHING = ("", "", None)


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret"
    path.write_text("a secret of some length\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def test_nothing_given_means_nobody():
    assert provider_of("", NOTHING, NOTHING) is None
    assert provider_of(HERE, NOTHING, NOTHING) is None


def test_a_provider_or_a_hub_and_the_address_to_come_back_to(secret):
    assert isinstance(provider_of(f"{HERE}/", (ISSUER, "pixauthor", secret), NOTHING), OpenId)
    assert isinstance(provider_of(HERE, (ISSUER, "pixauthor", None), NOTHING), OpenId)
    assert isinstance(provider_of(HERE, NOTHING, ("https://hub.example", "service-pixauthor", secret)), Hub)


@pytest.mark.parametrize(
    ("address", "oidc", "hub"),
    [
        ("", (ISSUER, "pixauthor", None), NOTHING),
        ("exam.example", (ISSUER, "pixauthor", None), NOTHING),
        (HERE, ("", "pixauthor", None), NOTHING),
        (HERE, (ISSUER, "", None), NOTHING),
        (HERE, NOTHING, ("https://hub.example", "service-pixauthor", None)),
    ],
)
def test_half_of_it_is_refused(address, oidc, hub):
    with pytest.raises(PixauthorError) as refused:
        provider_of(address, oidc, hub)
    assert refused.value.message == "service.provider-incomplete"


def test_two_providers_are_refused(secret):
    with pytest.raises(PixauthorError) as refused:
        provider_of(HERE, (ISSUER, "pixauthor", secret), ("https://hub.example", "service-pixauthor", secret))
    assert refused.value.message == "service.two-providers"


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_secret_that_others_may_read_is_refused_before_anything_starts(secret, mode):
    secret.chmod(mode)
    with pytest.raises(PixauthorError) as refused:
        provider_of(HERE, (ISSUER, "pixauthor", secret), NOTHING)
    assert refused.value.message == "service.key-readable"


def test_the_command_refuses_a_provider_without_https_and_starts_nothing(tmp_path, secret):
    save_bundle(sample_bundle(), tmp_path / "bundle", "essai-1")
    (tmp_path / "key.pub").write_text(KEY.public.render(), encoding="utf-8")
    words = [sys.executable, "-m", "pixauthor", "serve", str(tmp_path / "bundle"), "--key", str(tmp_path / "key.pub")]
    words += ["--folder", str(tmp_path / "state"), "--port", "0", "--public-address", HERE]
    words += ["--oidc-issuer", "http://idp.example", "--oidc-client", "pixauthor", "--oidc-secret-file", str(secret)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "https://" in done.stderr
    assert not (tmp_path / "state").exists()


def test_an_open_invitation_is_for_nobody_in_particular(tmp_path):
    words = [sys.executable, "-m", "pixauthor", "serve", "invite", "--competence", "1.2", "--open"]
    words += ["--folder", str(tmp_path), "--address", HERE]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith(f"{HERE}/signin?offer=")
    refused = subprocess.run([*words, "--name", "Lina"], capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 2
