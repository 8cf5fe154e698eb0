"""An adaptive sitting in Chromium, from the invitation to a result that says how sure it is."""

from collections.abc import Iterator

import pytest
from adaptive_samples import adaptive_bundle
from answering import give
from playwright.sync_api import expect
from service_samples import KEY, sample_answer
from service_server import Service
from sitting import OpenPage, click, enter, questions, require_accessible

from pixauthor.service.content import open_content

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"), adaptive_bundle())
    running.start()
    yield running
    running.stop()


def test_an_adaptive_sitting_ends_with_a_level_and_its_margin(open_page: OpenPage, service: Service) -> None:
    bundle = adaptive_bundle()
    content = open_content(bundle.public, bundle.secret, KEY.public)
    page = open_page(service.invite("--engine", "adaptive/1", "--max-items", "6"))
    enter(page)
    click(page, "Commencer")
    asked = []
    for item in questions(page):
        asked.append(item)
        answer = sample_answer(content, item)
        if answer is None:
            click(page, "Je passe")
        else:
            give(page.locator(".pxa-item"), content.bank[item], answer)
            click(page, "Valider")
    assert len(asked) == len(set(asked)) == 6
    result = page.request.get(f"{service.address}/api/session").json()["results"][0]
    assert result["pix_low"] < result["pix"] < result["pix_high"]
    told = ["1.2", str(result["level"]), f"{result['pix']} sur", f"{result['pix_low']} et {result['pix_high']}"]
    expect(page.locator(".pxa-chart tbody tr").locator("th, td")).to_contain_text(told)
    require_accessible(page, "result")
    page.set_viewport_size({"width": 360, "height": 780})
    require_accessible(page, "result, telephone")
    assert service.verify() == 0
