import json
import subprocess
from dataclasses import replace
from datetime import date

import pytest

from pixauthor.bank.item import Item, Status
from pixauthor.bank.metadata import Review
from pixauthor.bank.store import load_bank
from pixauthor.bundles.archive import pack, unpack
from pixauthor.bundles.build import MANIFEST, SIGNATURE, build_bundle
from pixauthor.bundles.gates import MIN_ANSWERS, Applicant, Evidence, refusals
from pixauthor.bundles.manifest import Purpose
from pixauthor.bundles.minisign import SecretKey, new_secret_key
from pixauthor.bundles.offer import Offer, examine, prepare
from pixauthor.bundles.offered import Blueprint
from pixauthor.bundles.verify import Unsound, open_part, require_same_bundle
from pixauthor.canonical import digest
from pixauthor.errors import Place
from pixauthor.findings import Finding, Severity
from pixauthor.framework.store import load_framework

KEY = SecretKey(key_id=bytes(range(8)), seed=bytes(range(32)))
TODAY = date(2026, 11, 22)
GOOD = Evidence(discrimination=1.2, difficulty=0.3, n_answers=900, simulated=False)


@pytest.fixture
def offer(workspace):
    items = workspace / "items"
    return Offer(
        items_dir=items,
        framework=load_framework(items / "framework.yaml"),
        items=tuple(load_bank(items)),
        findings=(),
    )


@pytest.fixture
def request_(offer):
    selection = examine(offer, Purpose.FIELD_TEST, TODAY)
    assert not selection.refused
    return prepare(offer, selection.accepted, name="demo", version="", purpose=Purpose.FIELD_TEST)


@pytest.fixture
def bundle(request_):
    return build_bundle(request_, KEY)


def unsound(data: bytes, key=KEY.public) -> Unsound:
    with pytest.raises(Unsound) as caught:
        open_part(data, key, "demo.zip")
    return caught.value


def resealed(data: bytes, change) -> bytes:
    """Return an archive whose manifest was changed, then signed by its true key: a fault of the tool, not a theft."""
    members = unpack(data)
    page = json.loads(members[MANIFEST])
    change(page, members)
    members[MANIFEST] = json.dumps(page).encode()
    title = f"{page['id']} {page['version']} {page['part']}"
    members[SIGNATURE] = KEY.sign(members[MANIFEST], title).encode()
    return pack(members)


def test_two_builds_are_byte_identical(request_, bundle):
    assert build_bundle(request_, KEY) == bundle
    shuffled = replace(request_, items=tuple(reversed(request_.items)))
    assert build_bundle(shuffled, KEY) == bundle


def test_the_version_is_the_day_of_the_content_not_of_the_build(request_):
    assert (request_.version, request_.content_date) == ("2026.11.22", "2026-11-22")


def test_a_sound_bundle_opens_and_its_parts_belong_together(bundle):
    public, secret = open_part(bundle.public, KEY.public), open_part(bundle.secret, KEY.public)
    require_same_bundle(public, secret)
    assert [item.id for item in public.manifest.items] == [item.id for item in secret.manifest.items]


def test_one_flipped_bit_anywhere_is_found(bundle):
    # Every byte of the structure, and every 97th byte of the contents, which one digest covers alike.
    for data in (bundle.public, bundle.secret):
        start = data.rindex(b"manifest.json") - 200
        for position in [*range(600), *range(600, start, 97), *range(start, len(data))]:
            flipped = bytearray(data)
            flipped[position] ^= 1 << (position % 8)
            with pytest.raises(Unsound):
                open_part(bytes(flipped), KEY.public)


def test_an_altered_member_is_named(bundle):
    members = unpack(bundle.public)
    name = next(name for name in members if name.endswith(".json") and name.startswith("items/"))
    error = unsound(pack({**members, name: members[name] + b" "}))
    assert (error.message, error.fields["name"]) == ("bundles.altered", name)


def test_a_missing_and_an_added_member_are_named(bundle):
    members = unpack(bundle.public)
    name = max(members)
    assert unsound(pack({key: value for key, value in members.items() if key != name})).fields["name"] == name
    assert unsound(pack({**members, "extra.txt": b""})).message == "bundles.unlisted"
    assert unsound(pack({key: value for key, value in members.items() if key != SIGNATURE})).message == "bundles.absent"


def test_another_signer_is_refused(bundle):
    assert unsound(bundle.public, new_secret_key().public).message == "bundles.other-key"


def test_a_signature_moved_from_one_part_to_the_other_is_refused(bundle):
    public, secret = unpack(bundle.public), unpack(bundle.secret)
    assert unsound(pack({**public, SIGNATURE: secret[SIGNATURE]})).message == "bundles.bad-signature"


def test_a_manifest_under_another_title_is_refused(bundle):
    members = unpack(bundle.public)
    members[SIGNATURE] = KEY.sign(members[MANIFEST], "other 1 public").encode()
    assert unsound(pack(members)).message == "bundles.other-comment"


def test_a_manifest_of_another_form_is_refused_with_its_place(bundle):
    error = unsound(resealed(bundle.public, lambda page, _: page.pop("items")))
    assert error.message == "bundles.bad-manifest"
    assert error.place.path == MANIFEST
    assert unsound(resealed(bundle.public, lambda page, _: page.update(format="x/2"))).message == "bundles.other-format"


def test_parts_of_two_builds_do_not_belong_together(request_, bundle):
    other = build_bundle(replace(request_, version="2"), KEY)
    public, secret = open_part(bundle.public, KEY.public), open_part(other.secret, KEY.public)
    with pytest.raises(Unsound) as caught:
        require_same_bundle(public, secret)
    assert caught.value.message == "bundles.parts-differ"
    with pytest.raises(Unsound):
        require_same_bundle(public, public)


def test_a_public_part_with_anything_but_questions_and_media_is_refused(bundle):
    def add_key(page, members):
        name = page["members"][0]["path"]
        members[name] = json.dumps({**json.loads(members[name]), "key": "b"}).encode()
        page["members"][0]["sha256"] = digest(members[name])

    assert unsound(resealed(bundle.public, add_key)).message == "bundles.secret-in-public"
    assert unsound(resealed(bundle.public, lambda page, _: page["members"][0].update(role="source"))).message == (
        "bundles.secret-in-public"
    )


def test_the_public_part_holds_no_key_feedback_test_or_sample(offer, bundle):
    text = b"\n".join(content for name, content in unpack(bundle.public).items() if name.endswith(".json")).decode()
    for item in offer.items:
        for hidden in (item.feedback.ok, item.feedback.ko, *(one.text for one in item.tutorials)):
            assert not hidden or hidden not in text
        assert all(test.note not in text for test in item.tests if test.note)
    assert not any("media/tests" in name or name.endswith(".yaml") for name in unpack(bundle.public))


def test_the_secret_part_holds_the_sources_byte_for_byte(offer, bundle):
    members = unpack(bundle.secret)
    for item in offer.items:
        name = f"{item.competence}/{item.id}.yaml"
        assert members[f"items/{name}"] == (offer.items_dir / name).read_bytes()


def test_minisign_verifies_the_manifest_of_a_bundle(bundle, tmp_path, minisign):
    members = unpack(bundle.public)
    for name in (MANIFEST, SIGNATURE):
        (tmp_path / name).write_bytes(members[name])
    done = subprocess.run(
        [minisign, "-V", "-P", KEY.public.text, "-m", str(tmp_path / MANIFEST)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def item(offer) -> Item:
    return offer.items[0]


def gates(item: Item, purpose=Purpose.CERTIFICATION, evidence=GOOD, findings=()) -> list[str]:
    applicant = Applicant(item=item, findings=findings, evidence=evidence, today=TODAY)
    return [refusal.gate for refusal in refusals(applicant, purpose)]


def test_a_sound_calibrated_item_enters_everywhere(item):
    assert [gates(item, purpose) for purpose in Purpose] == [[], [], []]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ARCHIVED, Status.OBSOLETE])
def test_only_validated_items_enter(item, status):
    assert gates(replace(item, status=status)) == ["status"]


def test_the_author_is_no_reviewer(item):
    review = replace(item.review, reviewers=("reader-1", item.author))
    assert gates(replace(item, review=review)) == ["reviewers"]
    assert gates(replace(item, review=Review(reviewers=("a", "b")))) == ["fairness"]


def test_an_item_out_of_date_is_refused_on_its_day(item):
    assert gates(replace(item, expires=TODAY)) == ["expired"]
    assert gates(replace(item, expires=date(2026, 11, 23))) == []


def test_an_error_of_the_check_refuses_and_a_warning_does_not(item):
    error = Finding(code="T01", place=Place(path="x.yaml", line=1, column=1))
    assert gates(item, findings=(error,)) == ["findings"]
    assert gates(item, findings=(replace(error, severity=Severity.WARNING),)) == []


def test_certification_wants_parameters_from_enough_people(item):
    assert gates(item, evidence=None) == ["uncalibrated"]
    assert gates(item, evidence=replace(GOOD, simulated=True)) == ["simulated"]
    assert gates(item, evidence=replace(GOOD, n_answers=MIN_ANSWERS - 1)) == ["few-answers"]
    assert gates(item, evidence=replace(GOOD, discrimination=-0.1)) == ["discrimination"]


def test_a_demonstration_accepts_simulated_parameters_and_a_field_test_none(item):
    assert gates(item, Purpose.DEMONSTRATION, replace(GOOD, simulated=True)) == []
    assert gates(item, Purpose.FIELD_TEST, None) == []


def test_parameters_of_another_version_do_not_count(offer):
    changed = replace(offer.items[0], version=2)
    calibration = replace(offer.calibration, evidence={item.reference: GOOD for item in offer.items})
    later = replace(offer, items=(changed, *offer.items[1:]), calibration=calibration)
    assert [refusal.gate for refusal in examine(later, Purpose.CERTIFICATION, TODAY).refused] == ["uncalibrated"]


@pytest.mark.parametrize(
    ("bounds", "refused"),
    [
        ({"total": {"min": 3, "max": 3}}, 0),
        ({"total": {"min": 4}}, 1),
        ({"cells": [{"competence": "1.2", "levels": [5], "items": {"min": 1}}]}, 0),
        ({"cells": [{"competence": "1.1", "items": {"min": 1}}]}, 1),
        ({"max_per_skill": 1}, 0),
        # 2PL, a = 1.2, at theta = b: information a^2 / 4 = 0.36 each, three items.
        ({"information": [{"theta": 0.3, "min": 1.08, "max": 1.08}]}, 0),
        ({"information": [{"theta": 0.3, "min": 1.09}]}, 1),
    ],
)
def test_a_blueprint_is_kept_or_refused(offer, bounds, refused):
    data = {"id": "plan", "cells": [], **bounds}
    calibration = replace(offer.calibration, evidence={item.reference: GOOD for item in offer.items})
    planned = replace(offer, blueprint=Blueprint(content=b"", data=data), calibration=calibration)
    found = examine(planned, Purpose.CERTIFICATION, TODAY).refused
    assert [refusal.gate for refusal in found] == ["blueprint"] * refused
