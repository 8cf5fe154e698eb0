"""The session of a service taken in JupyterLab: the kernel passes messages, and nothing secret is anywhere in it."""

import base64
from collections.abc import Callable, Iterator

import pytest
from every_type import COMPETENCES, bundle_of_every_type, hidden_of, secrets_of
from lab_server import running_lab
from page_state import found_in, plant, state_of
from playwright.sync_api import Locator, Page, expect
from service_server import Service
from sitting import CONTENT, PATIENCE, answer, asked, click, enter, fill_in, questions, require_accessible, typed

from pixauthor.workspace import Workspace

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KINDS = [kind for kinds in COMPETENCES.values() for kind in kinds]
KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"), bundle_of_every_type())
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def server(workspace: Workspace, service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    environment = {"PIXAUTHOR_SERVICE": service.address}
    with running_lab(workspace.root, tmp_path_factory.mktemp("home"), environment) as address:
        yield address


@pytest.fixture
def notebook(open_notebook: Callable[[str], Page]) -> Page:
    return open_notebook("06_run_session")


def run_all(page: Page) -> Locator:
    """Run the notebook and return its second widget, at the way in."""
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    place = page.locator(".pxa-place").nth(1)
    place.get_by_role("button", name="Entrer", exact=True).wait_for(timeout=PATIENCE)
    return place


def frames_of(page: Page) -> list[bytes]:
    """Return a list to which all that the page hears from its kernels is added."""
    heard: list[bytes] = []
    session = page.context.new_cdp_session(page)

    def keep(event: dict[str, dict[str, str]]) -> None:
        data = event["response"]["payloadData"]
        heard.append(base64.b64decode(data) if event["response"]["opcode"] == 2 else data.encode())

    session.on("Network.webSocketFrameReceived", keep)
    session.send("Network.enable")
    return heard


def code_of(link: str) -> str:
    return link.partition("code=")[2].partition("&")[0]


def test_every_type_is_answered_through_the_kernel_and_nothing_is_known_before(notebook: Page, service: Service):
    page = notebook
    heard = frames_of(page)
    runner = run_all(page)
    require_accessible(page, "entry", ".pxa-place")
    expect(runner).to_contain_text("la session se passe alors sur la page du service")
    enter(runner, code=code_of(service.invite("--competence", "1.3")))
    click(runner, "Commencer")
    left, planted = set(KINDS), plant(page)
    for number, item in enumerate(questions(runner), start=1):
        kind = CONTENT.bank[item].type.value
        # All of JupyterLab stands in the memory of its page: it is looked at once.
        said = b"\n".join(heard).decode("utf-8", "replace")
        seen = f"{said}\n{state_of(page, heap=number == 3)}"
        assert found_in(seen, hidden_of(left)) == []
        assert number != 3 or found_in(seen, planted) == planted
        expect(runner.get_by_role("group", name=f"Que faut-il faire ({kind})")).to_have_count(1)
        if kind == "single-choice":
            image = runner.get_by_role("img", name="Un plan")
            assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
        if kind == "simulator":
            expect(runner.frame_locator("iframe").locator("#said")).to_have_text("possible: ")
        answer(runner)
        expect(runner.locator(".pxa-feedback")).to_contain_text(secrets_of(kind)[0])
        left.discard(kind)
    assert left == set()
    assert any(secrets_of("number")[0].encode() in frame for frame in heard)
    require_accessible(page, "result", ".pxa-place")
    assert service.verify() == 0


def test_a_lost_service_and_a_lost_kernel_keep_the_answer(notebook: Page, service: Service):
    page = notebook
    code = code_of(service.invite())
    runner = run_all(page)
    enter(runner, code=code)
    click(runner, "Commencer")
    while CONTENT.bank[asked(runner)].type in {"file-task", "simulator"}:
        answer(runner)
        click(runner, "Continuer")
    item = fill_in(runner, "ko")
    before = typed(runner)
    # A kernel that starts anew knows nobody; who enters again finds what he typed.
    page.evaluate(f"() => {KERNEL}.restart()")
    page.wait_for_function(f"{KERNEL}.status === 'idle'", timeout=PATIENCE)
    runner.get_by_role("button", name="Valider").click()
    expect(runner.locator(".pxa-lost")).to_contain_text("Connexion perdue", timeout=PATIENCE)
    runner = run_all(page)
    runner.get_by_label("Code d’accès").fill(code)
    runner.get_by_label("Prénom et nom").fill("Zoé Le Goff")
    runner.get_by_role("button", name="Entrer", exact=True).click()
    expect(runner.get_by_role("button", name="Valider")).to_be_visible(timeout=PATIENCE)
    assert (asked(runner), typed(runner)) == (item, before)
    # A service that is gone is told of, and asked until it is back.
    service.kill()
    runner.get_by_role("button", name="Valider").click()
    expect(runner.locator(".pxa-lost")).to_contain_text("Connexion perdue", timeout=PATIENCE)
    service.start()
    expect(runner.locator(".pxa-feedback")).to_be_visible(timeout=PATIENCE)
    expect(runner.locator(".pxa-lost")).to_be_hidden()
