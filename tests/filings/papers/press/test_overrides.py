"""A unit's own templates: the nearest prints, a faulty one is told and not used, and none reads
more than its paper.
"""

from __future__ import annotations

import logging
import os
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from branches.acts import Role
from branches.models import Organization
from cases.models import Case
from filings.papers.press import overrides
from filings.papers.press.inspection import ABOUT_ORGANIZATIONS
from filings.papers.press.printing import Sheet, html_of, pdf_of, sheets_of
from filings.papers.sheets.catalogue import PAPERS, in_order
from filings.papers.sheets.kit.loading import subjects_of
from filings.papers.sheets.kit.registry import Paper
from tests.factories import make_user
from tests.filings.papers.conftest import Printed
from tests.filings.papers.uploads import sign_in
from tests.filings.services.build import FilingWorld


@pytest.fixture
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.PAPERS_DIR = tmp_path / "papers"
    settings.PAPERS_DIR.mkdir()
    return tmp_path / "papers"


def put(
    folder: Path, text: str, unit: Organization | None = None, code: str = "talk_record"
) -> Path:
    """A template of the unit, or of all."""
    path = folder / (unit.code if unit else "") / f"{code}.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def sheet_of(case: Case, code: str = "talk_record") -> Sheet:
    # it was applied
    return sheets_of(PAPERS[code], subjects_of([case], case.applied_on)[0:1])[0]  # type: ignore[arg-type]


def test_the_nearest_unit_wins_and_what_was_changed_is_read_again(
    world: FilingWorld, case: Case, folder: Path
) -> None:
    shipped = html_of(sheet_of(case))
    for text, unit in (
        ("全部 {{ p.name }}", None),
        ("市委 {{ p.name }}", world.tree.city),
        ("支部 {{ p.name }}", world.tree.branch),
    ):
        path = put(folder, text, unit)
        assert html_of(sheet_of(case)) == text.replace("{{ p.name }}", case.person.name)
    put(folder, "别的支部", world.tree.other_branch)
    assert html_of(sheet_of(case)).startswith("支部")
    path.write_text("改过的", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert html_of(sheet_of(case)) == "改过的"
    for each in folder.rglob("*.html"):
        each.unlink()
    assert html_of(sheet_of(case)) == shipped


def test_a_paper_of_the_committee_is_printed_by_its_own_template(
    world: FilingWorld, case: Case, folder: Path
) -> None:
    put(folder, "支部", world.tree.branch, "admission_reply")
    assert html_of(sheet_of(case, "admission_reply")) != "支部"
    put(folder, "党委", world.tree.bureau, "admission_reply")
    assert html_of(sheet_of(case, "admission_reply")) == "党委"
    put(folder, "组织部", world.tree.city_department, "admission_reply")
    assert html_of(sheet_of(case, "admission_reply")) == "党委"


def test_a_template_builds_on_the_shipped_one(world: FilingWorld, case: Case, folder: Path) -> None:
    """An official paper without an imprint need not have even pages."""
    put(
        folder,
        '{% extends "filings/papers/talk_record.html" %}{% block kind %}本市样式{% endblock %}',
    )
    text = Printed(sheet_of(case), pdf_of([sheet_of(case)])).text
    assert "本市样式" in text
    assert "党组织派人谈话记录" in text
    put(
        folder,
        '{% extends "filings/papers/_official.html" %}{% block colophon %}{% endblock %}',
        code="target_report",
    )
    assert pdf_of([sheet_of(case, "target_report")]).startswith(b"%PDF-")


@pytest.mark.parametrize("paper", [*in_order(), *ABOUT_ORGANIZATIONS], ids=lambda paper: paper.code)
def test_every_shipped_template_would_pass_the_trial(folder: Path, paper: Paper) -> None:
    source = overrides.SHIPPED / Path(paper.template).name
    put(folder, source.read_text(encoding="utf-8"), code=paper.code)
    found = overrides.override_at(overrides.EVERY_UNIT, paper)
    assert found is not None
    assert found.fault == ""


FAULTY = {
    "{% if %}": "TemplateSyntaxError",
    "{{ p.name|nonsense }}": "TemplateSyntaxError",
    "{% load static %}": "TemplateSyntaxError",
    '{% include "base.html" %}': "TemplateDoesNotExist",
    '{% if p.name %}{% include "filings/papers/no.html" %}{% endif %}': "TemplateDoesNotExist",
    '{% extends "filings/papers/../../base.html" %}': "TemplateDoesNotExist",
    '{% extends "/etc/hostname" %}': "TemplateDoesNotExist",
    "{{ p.rows|to_rows:title }}": "ValueError",
    "x" * (overrides.MOST_BYTES + 1): "KB",
}


@pytest.mark.parametrize("text", FAULTY, ids=lambda text: text[:30])
def test_a_faulty_template_is_told_and_the_next_one_prints(
    world: FilingWorld, case: Case, folder: Path, text: str
) -> None:
    put(folder, "全部")
    put(folder, text, world.tree.branch)
    assert html_of(sheet_of(case)) == "全部"
    found = overrides.override_at(world.tree.branch.code, PAPERS["talk_record"])
    assert found is not None
    assert FAULTY[text] in found.fault


def test_a_file_that_lies_elsewhere_or_is_no_text_is_not_read(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("secret")
    (folder / "talk_record.html").symlink_to(secret)
    put(folder, "", code="oath_record").write_bytes(b"\xff\xfe")
    for code in ("talk_record", "oath_record"):
        found = overrides.override_at(overrides.EVERY_UNIT, PAPERS[code])
        assert found is not None
        assert found.template is None
    (tmp_path / "talk_record.html").write_text("above")
    for unit in ("..", "../papers", "a/../..", "/", "x\0", ".git"):
        assert overrides.override_at(unit, PAPERS["talk_record"]) is None


def test_what_fails_on_this_case_is_printed_by_the_shipped_one_and_logged(
    case: Case, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shipped = html_of(sheet_of(case))
    put(folder, "{% if p.name %}{{ p.history|to_rows:p.name }}{% endif %}")
    with caplog.at_level(logging.ERROR):
        assert html_of(sheet_of(case)) == shipped
    assert "talk_record is printed by the shipped one" in caplog.text


def test_a_hostile_template_reads_no_more_than_its_paper(case: Case, folder: Path) -> None:
    names = (
        "request",
        "settings.SECRET_KEY",
        "user",
        "perms",
        "p.case",
        "p.subject",
        "p.of",
        "p.of.__func__",
        "p.__class__.__mro__",
        "p.name.__class__",
        "block.super",
        "csrf_token",
    )
    put(folder, "|".join(f"{{{{ {name} }}}}" for name in names if "__" not in name))
    assert set(html_of(sheet_of(case))) == {"|"}
    for name in names:
        if "__" in name:  # Django takes no name with an underscore first
            put(folder, f"{{{{ {name} }}}}")
            found = overrides.override_at(overrides.EVERY_UNIT, PAPERS["talk_record"])
            assert found is not None
            assert "TemplateSyntaxError" in found.fault


def test_a_hostile_template_puts_no_file_in_the_pdf(
    case: Case, folder: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRETWORD")
    url = secret.as_uri()
    put(
        folder,
        f'<link rel="attachment" href="{url}"><link rel="stylesheet" href="{url}"><style>@import'
        f' "{url}"; @font-face {{ font-family: x; src: url("{url}") }} p {{ background:'
        f' url("{url}"); font-family: x }}</style><a rel="attachment" href="{url}">a</a><img'
        f' src="{url}"><object data="{url}"></object><iframe'
        f' src="{url}"></iframe><script>app.alert(1)</script><p>文书</p>',
    )
    data = pdf_of([sheet_of(case)])
    with pikepdf.open(BytesIO(data)) as pdf:
        assert not pdf.attachments
        assert "/JavaScript" not in pdf.Root
        assert not any(
            "/EF" in each or "/JS" in each
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary)
        )
        streams = [each.read_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream)]
    assert not any(b"SECRETWORD" in stream for stream in (data, *streams))


def listed(client: Client) -> str:
    response = client.get(reverse("paper_templates"))
    assert response.status_code == 200
    return response.text.partition("每种文书的文件名")[0]


@pytest.mark.parametrize("units", [1, 3])
def test_the_page_shows_what_is_replaced_and_what_is_no_use(
    client: Client,
    world: FilingWorld,
    folder: Path,
    units: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    tree = world.tree
    for unit in (tree.branch, tree.bureau, tree.city)[:units]:
        put(folder, f"{{{{ p.{unit.code} }}}}", unit)
    put(folder, "{% if %}", tree.branch, "oath_record")
    put(folder, "x", tree.stranger)
    put(folder, "x", tree.branch, "no_paper")
    put(folder, "x", code="no_paper_either")
    (folder / "nowhere").mkdir()
    sign_in(client, world.secretary)
    listed(client)
    with django_assert_num_queries(4):
        page = listed(client)
    for unit in (tree.branch, tree.bureau, tree.city)[:units]:
        assert f"{unit.name}及下级" in page
    assert "TemplateSyntaxError" in page
    assert f"{tree.branch.code}/no_paper.html" in page
    assert tree.stranger.name not in page
    assert "nowhere" not in page
    assert "no_paper_either" not in page
    sign_in(client, make_user(Role.ADMINISTRATOR, tree.city))
    page = listed(client)
    assert "nowhere" in page
    assert tree.stranger.name not in page


def test_the_page_says_when_nothing_is_set_or_cannot_be_read(
    client: Client, world: FilingWorld, settings: LazySettings, tmp_path: Path
) -> None:
    sign_in(client, world.secretary)
    assert "没有设置模板文件夹" in listed(client)
    settings.PAPERS_DIR = tmp_path / "none"
    assert "模板文件夹打不开" in listed(client)
    (tmp_path / "none").mkdir()
    assert "没有替换的模板" in listed(client)


def test_the_page_is_not_for_contacts(client: Client, world: FilingWorld, case: Case) -> None:
    world.drive(case, "appoint_contacts")
    sign_in(client, world.contact)
    assert client.get(reverse("paper_templates")).status_code == 403


def test_the_papers_of_a_case_say_which_are_printed_by_the_unit(
    secretary: Client, case: Case, folder: Path
) -> None:
    assert "单位模板" not in secretary.get(reverse("case_papers", args=[case.number])).text
    put(folder, "{{ p.name }}")
    assert secretary.get(reverse("case_papers", args=[case.number])).text.count("单位模板") == 1
