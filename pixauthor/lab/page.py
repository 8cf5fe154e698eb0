"""What the front-end extension is told when the page is made: texts in both languages, and the pages of a workspace."""

from typing import Any, Final

from pixauthor.locale import LANGUAGES, catalogue

# Notebook and icon (extension/static/icons) of each launcher card, in the order of the work; texts are lab.pages.<id>.
PAGES: Final = {
    "write": "01_write_items",
    "review": "02_review_bank",
    "campaign": "03_preview_campaign",
    "responses": "04_responses",
    "calibrate": "05_calibrate",
    "session": "06_run_session",
    "certify": "07_certify",
}


def page_config(language: str) -> dict[str, Any]:
    """Return the JSON given to the page: ``language`` is spoken where the interface's own has no texts of ours."""
    texts = {code: dict(catalogue(code, "lab")["page"]) for code in LANGUAGES}
    pages = [{"id": name, "notebook": f"notebooks/{notebook}.ipynb"} for name, notebook in PAGES.items()]
    return {"language": language, "pages": pages, "texts": texts}
