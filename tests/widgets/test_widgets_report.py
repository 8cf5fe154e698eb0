"""The page of a calibration: everything inside, nothing fetched, every item told with its verdict."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest

from pixauthor.bank.interactions import MultipleChoice, SingleChoice
from pixauthor.calibration.diagnose import diagnose, weigh
from pixauthor.calibration.figures import Subject
from pixauthor.calibration.flags import judge_item
from pixauthor.calibration.linking import link
from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.scores import distractor_table
from pixauthor.calibration.thresholds import Thresholds
from pixauthor.irt.items import dichotomous
from pixauthor.locale import text
from pixauthor.resources import shipped
from pixauthor.responses.answer_pools import find_answers
from pixauthor.responses.simulated import Design as Sampling
from pixauthor.responses.simulated import Plan, simulate
from pixauthor.responses.simulated_rows import encode_rows
from pixauthor.responses.store import load_responses, save_simulation
from pixauthor.responses.table_import import import_table
from pixauthor.widgets.report.page import render_report_page
from pixauthor.workspace import Workspace

SPACE = Workspace(shipped("items").parent)
NOW = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
CHOICES = [item for item in SPACE.bank if isinstance(item.interaction, SingleChoice | MultipleChoice)][:4]
OTHERS = [item for item in SPACE.bank if item not in CHOICES][:6]
ITEMS = [*CHOICES, *OTHERS]


@pytest.fixture(scope="module")
def responses(tmp_path_factory):
    """Raw answers of 260 simulated candidates; the last item is too easy to be calibrated."""
    folder = tmp_path_factory.mktemp("report")
    b = np.append(np.linspace(-1.5, 2.2, len(ITEMS) - 1), -60.0)
    plan = Plan(n_candidates=260, design=Sampling.COMPLETE, per_candidate=len(ITEMS), seed=4)
    simulation = simulate(ITEMS, dichotomous("2pl", a=np.full(len(ITEMS), 1.2), b=b), plan)
    pools = [find_answers(item, SPACE.items_dir / item.competence) for item in ITEMS]
    save_simulation(folder / "r.csv", encode_rows(simulation, pools), {})
    import_table(folder / "r.csv", SPACE.bank, folder)
    return load_responses(folder)


@pytest.fixture(scope="module")
def calibration(responses):
    return calibrate(responses, Design(model="rasch"), now=NOW, bank="ab" * 32)


def render(calibration, responses, *, bank=SPACE.bank, language="fr"):
    subject = Subject(calibration=calibration, bank=bank, framework=SPACE.framework, language=language)
    return render_report_page(subject, responses)


@pytest.fixture(scope="module")
def report(calibration, responses):
    return render(calibration, responses)


@pytest.fixture(scope="module")
def other(calibration, responses):
    """The page of a calibration that differs in all that the page may tell: of scores only, that did not converge."""
    first, second, third, *others = calibration.items
    items = (
        replace(first, flags=("key", "flat"), verdict="revise"),
        replace(second, flags=("few",), verdict="collect"),
        replace(third, flags=(), verdict="keep"),
        *others,
    )
    changed = replace(
        calibration,
        items=items,
        left_out=(),
        fit=replace(calibration.fit, converged=False, last_move=0.4),
        provenance=replace(calibration.provenance, simulated=False),
    )
    bank = SPACE.bank.with_item(replace(CHOICES[0], title="<script>alert(1)</script>"))
    return render(changed, responses.assign(answer=None), bank=bank)


class Outline(HTMLParser):
    """Elements still open, and rows of tables by caption."""

    VOID = frozenset({"meta", "br", "img", "input"})

    def __init__(self, html):
        super().__init__()
        self.open, self.tables, self.caption = [], {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - as the parser calls it
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.tables.setdefault(self.caption, []).append([])
        elif tag in {"td", "th"}:
            self.tables[self.caption][-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] == ["caption"]:
            self.caption = data
        elif "td" in self.open or "th" in self.open:
            self.tables[self.caption][-1][-1] += data


def words_of(html):
    return " ".join(re.sub(r"<style>.*?</style>|<script.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL).split())


@pytest.fixture(scope="module")
def outline(report):
    return Outline(report)


def test_the_page_fetches_nothing_and_runs_only_the_script_that_its_policy_names(report):
    policy = unescape(re.search(r'content="(default-src [^"]*)"', report)[1])
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    (script,) = re.findall(r"<script type=module>(.*?)</script>", report, re.DOTALL)
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy
    assert not re.search(r"<link|<img|@import|url\(|\bsrc=|\bon\w+=", report)
    # The address of a namespace is a name.
    assert not re.search(r"https?://(?!www\.w3\.org/)", report)


def test_every_element_is_closed(outline):
    assert outline.open == []


def test_the_page_is_in_the_language_asked_for(report, calibration, responses):
    pages = {"fr": report, "en": render(calibration, responses, language="en")}
    assert "<h1>Rapport de calibration</h1>" in report
    for language, other in (("fr", "en"), ("en", "fr")):
        assert f'<html lang="{language}">' in pages[language]
        for name in ("calibration.report.title", "report.title.facts", "report.title.figures", "report.items-lead"):
            assert text(name, language) in pages[language]
            assert text(name, other) not in pages[language]


def test_every_item_is_in_the_table_from_easy_to_hard_with_its_numbers(outline, calibration):
    table = outline.tables[text("calibration.report.table", n=len(calibration.items))]
    expected = sorted(calibration.items, key=lambda item: item.b)
    assert [row[0].split()[-1] for row in table[1:]] == [item.item for item in expected]
    assert [row[2].split(" ± ")[0] for row in table[1:]] == [
        f"{item.b:.2f}".replace("-", "−").replace(".", ",") for item in expected
    ]
    assert [row[9] for row in table[1:]] == ["260"] * len(expected)


def test_simulated_responses_are_said_to_be_simulated_at_the_top(report, other, calibration):
    assert calibration.provenance.simulated
    assert "SIMULÉES" in words_of(report[: report.index("<main>")])
    assert "SIMULÉES" not in other


def test_a_calibration_that_has_not_converged_says_so_at_the_top(report, other):
    assert "PAS DE CONVERGENCE" in other[: other.index("<main>")]
    assert 'class="good"' not in other
    assert "PAS DE CONVERGENCE" not in report
    assert 'class="good"' in report


def test_verdicts_and_flags_are_words_and_not_colours_alone(other, calibration):
    table = Outline(other).tables[text("calibration.report.table", n=len(calibration.items))]
    rows = {row[0].split()[-1]: row[1] for row in table[1:]}
    first, second, third = (item.item for item in calibration.items[:3])
    assert rows[first] == "✎ revoir" + text("calibration.flag.key") + text("calibration.flag.flat")
    assert rows[second] == "… attendre d’autres réponses" + text("calibration.flag.few")
    assert rows[third] == "✔ garder"


def test_items_left_out_are_named_with_the_reason(outline, calibration):
    (left_out,) = calibration.left_out
    assert left_out.item == ITEMS[-1].reference
    assert outline.tables[text("calibration.report.left-out")][1:] == [
        [left_out.item, "260", text("calibration.left-out.all-right")]
    ]


def test_a_section_that_has_nothing_to_tell_is_not_there(report, other):
    for name in ("left-out", "choices"):
        assert f'id="{name}"' in report
        assert f'id="{name}"' not in other


def test_each_figure_has_a_description_and_all_its_values(report, outline, calibration):
    figures = re.findall(r"<figure>.*?</figure>", report, re.DOTALL)
    titles = [unescape(re.search(r"<h3>(.*?)</h3>", figure)[1]) for figure in figures]
    for name in ("wright", "levels", "curves", "test", "fit", "history"):
        assert text(f"figures.{name}") in titles
    for figure, title in zip(figures, titles, strict=True):
        assert 'role="img"' in figure
        assert re.search(r"<figcaption>.{40,}</figcaption>", figure)
        assert "<details>" in figure
        assert len(outline.tables[text("report.values-of", title=title)]) > 1
    wright = outline.tables[text("report.values-of", title=text("figures.wright"))]
    assert sorted(row[0] for row in wright[1:]) == sorted(calibration.by_item)


def test_a_flag_is_told_with_its_number_and_its_bound(calibration, responses):
    judged = weigh(calibration, responses, bank=SPACE.bank)
    page = words_of(unescape(render(judged, responses)))
    evidence = diagnose(judged, responses, bank=SPACE.bank).evidence
    flags = [flag for item in judged.items for flag in judge_item(item, Thresholds(), evidence[item.item]).flags]
    assert flags
    assert [flag.id for flag in flags if " ".join(flag.sentence("fr").split()) not in page] == []


def test_groups_have_their_plot_and_the_items_that_favour_one(calibration, responses):
    assert 'id="groups"' not in render(calibration, responses)
    candidates = sorted(responses["candidate"].unique())
    group = {name: "ab"[number % 2] for number, name in enumerate(candidates)}
    biased = responses.assign(group_class=responses["candidate"].map(group))
    item = calibration.items[2].item
    mine = (biased["item"] + "@" + biased["version"].astype(str) == item) & (biased["group_class"] == "b")
    # Of group b, four in five fail this item, whatever their ability.
    biased.loc[mine & (biased["candidate"].map(lambda name: candidates.index(name) % 5 > 0)), "score"] = 0.0
    page = render(calibration, biased)
    tables = Outline(page).tables
    found = tables[text("report.dif.table", group="class")]
    assert item in {row[0] for row in found[1:] if row[5] == "C"}
    assert text("figures.group-curves", item=item) in unescape(page)


def test_a_link_shows_what_it_rests_on(calibration, responses):
    half = responses[responses["candidate"].isin(sorted(responses["candidate"].unique())[:150])]
    old = calibrate(half, Design(model="rasch"), now=NOW)
    subject = Subject(calibration=calibration, bank=SPACE.bank, framework=SPACE.framework, language="fr")
    page = render_report_page(subject, responses, link=link(calibration, old))
    for name in ("linking", "drift"):
        assert (
            len(Outline(page).tables[text("report.values-of", title=text(f"figures.{name}"))])
            == len(calibration.items) + 1
        )


def test_distractor_tables_are_those_of_the_responses(outline, responses):
    for item in CHOICES:
        title = text("calibration.report.choices-of", item=item.reference, title=item.title)
        rows = outline.tables[title][1:]
        assert [row[0].split(".")[0] for row in rows] == [option.id for option in item.interaction.options]
        counted = distractor_table(responses, item.reference).set_index("option")["n"].to_dict()
        assert [int(row[1]) for row in rows] == [counted.get(option.id, 0) for option in item.interaction.options]
        right = {row[0].split(".")[0] for row in rows if text("calibration.report.right") in row[0]}
        correct = item.key.correct
        assert right == ({correct} if isinstance(correct, str) else correct)


def test_provenance_names_the_whole_digests_and_every_program(report, calibration):
    made = calibration.provenance
    for said in (made.data, made.bank, *(f"{name} {version}" for name, version in made.versions.items())):
        assert said in report


def test_equal_calibrations_give_equal_pages(report, calibration, responses):
    assert render(calibration, responses.sample(frac=1, random_state=2)) == report


def test_what_authors_wrote_is_text_on_the_page_and_not_markup(other):
    assert "<script>" not in other
    assert "&lt;script&gt;" in other
