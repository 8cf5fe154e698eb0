"""The session notebook shown by Voilà: no code, nothing from elsewhere, and no kernel left behind."""

import subprocess
import time
from collections.abc import Iterator

import pytest
from every_type import COMPETENCES, bundle_of_every_type, hidden_of
from lab_server import free_port, isolated, wait_for
from page_state import found_in, state_of
from playwright.sync_api import expect
from service_server import Service
from sitting import CONTENT, PATIENCE, OpenPage, answer, click, enter, questions, require_accessible

from pixauthor.lab.voila import voila_command, voila_environment
from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Longer than a busy machine takes from the end of the cells to the page's connection: a kernel without one is idle.
IDLE_SECONDS = 45


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"), bundle_of_every_type())
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def voila(
    workspace: Workspace, service: Service, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    command = voila_command(workspace, browser=False, port=port, language="fr", idle_seconds=IDLE_SECONDS)
    settings = voila_environment(isolated(home, {"PIXAUTHOR_SERVICE": service.address}), "fr")
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=settings, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/nothing", process, home / "log")
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=60)


def children_of(pid: int) -> int:
    found = subprocess.run(["ps", "--no-headers", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return len(found.stdout.splitlines())


def test_a_session_of_a_service_is_taken_in_voila_and_its_kernel_ends(
    voila: tuple[str, "subprocess.Popen[bytes]"], service: Service, open_page: OpenPage
):
    address, process = voila
    page = open_page(address)
    runner = page.locator(".pxa-place").nth(1)
    runner.get_by_role("button", name="Entrer", exact=True).wait_for(timeout=2 * PATIENCE)
    assert page.locator("html").get_attribute("lang") == "fr"
    assert "open_workspace" not in page.content()
    require_accessible(page, "voila", ".pxa-place")
    enter(runner, code=service.invite("--competence", "1.3").partition("code=")[2].partition("&")[0])
    click(runner, "Commencer")
    left = {kind for kinds in COMPETENCES.values() for kind in kinds}
    for number, item in enumerate(questions(runner), start=1):
        assert found_in(state_of(page, heap=number == 3), hidden_of(left)) == []
        answer(runner)
        expect(runner.locator(".pxa-feedback")).to_contain_text("Bonne réponse")
        left.discard(CONTENT.bank[item].type.value)
    assert left == set()
    assert children_of(process.pid) == 1
    page.close()
    deadline = time.monotonic() + 3 * IDLE_SECONDS
    while children_of(process.pid) and time.monotonic() < deadline:
        time.sleep(0.5)
    assert children_of(process.pid) == 0
