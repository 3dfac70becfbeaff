"""The pages of papers: who sees what, what printing leaves behind, and what a code says later."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import quote, urlencode

import pdfplumber
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import content_disposition_header
from pytest_django import DjangoAssertNumQueries

from branches.models import User
from cases.models import Case, Worksheet
from filings.papers.kept.models import DocumentNumber, PrintedPaper
from tests.cases.rules.build import IN_2026
from tests.factories import make_person
from tests.filings.services.build import FilingWorld


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> FilingWorld:
    monkeypatch.setenv("JISHI_TODAY", "2027-06-01")
    return FilingWorld(IN_2026)


@pytest.fixture
def case(world: FilingWorld) -> Case:
    return world.drive(world.open_case(), "appoint_contacts")


def sign_in(client: Client, user: User) -> None:
    client.force_login(user, backend="branches.backends.AccountBackend")


def text_of(response: HttpResponse) -> str:
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    with pdfplumber.open(BytesIO(response.content)) as pdf:
        return "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)


def printed(client: Client, case: Case, code: str) -> HttpResponse:
    # a response of tests
    return client.post(reverse("paper_print", args=[case.number, code]))  # type: ignore[return-value]


def test_the_page_lists_the_papers_of_every_step_and_names_what_is_blank(
    client: Client, world: FilingWorld, case: Case
) -> None:
    sign_in(client, world.secretary)
    page = client.get(reverse("case_papers", args=[case.number])).content.decode()
    assert "入党申请书收件回执" in page
    near, ahead = page.split('id="ahead"')  # what lies beyond the next step is folded away
    assert "入党积极分子培养考察记录" in near
    assert "关于预备党员转正的批复" not in near
    assert "关于预备党员转正的批复" in ahead
    record = re.search(r'paper-title">党组织派人谈话记录.*?</li>', page, re.DOTALL)
    assert record is not None
    assert "谈话地点" in record.group()
    assert "谈话日期" not in record.group()


def test_a_preview_writes_nothing_and_bears_no_code(
    client: Client, world: FilingWorld, case: Case
) -> None:
    sign_in(client, world.secretary)
    # a response of tests
    text = text_of(client.get(reverse("paper_preview", args=[case.number, "form_data"])))  # type: ignore[arg-type]
    assert "校验码" not in text
    assert case.person.identity_number not in text
    assert not PrintedPaper.objects.exists()


def test_a_printed_paper_bears_its_code_and_the_code_says_it_agrees(
    client: Client, world: FilingWorld, case: Case
) -> None:
    world.secretary.person = make_person(name="覃守正")
    world.secretary.save()
    sign_in(client, world.secretary)
    response = printed(client, case, "talk_record")
    name = f"{case.number} 党组织派人谈话记录.pdf"
    assert response["Content-Disposition"] == content_disposition_header(False, name)
    text = text_of(response)
    row = PrintedPaper.objects.get()
    code = "-".join((row.code[:4], row.code[4:8], row.code[8:]))
    assert f"校验码{code}" in text
    assert f"摘要{row.digest[:16]}" in text
    page = client.get(reverse("paper_check"), {"code": code.lower()}).content.decode()
    assert "与现行记录一致" in page
    assert "打印时“5 指定培养联系人”" in page
    assert f"<dt>打印人</dt><dd>{world.secretary.get_full_name()}</dd>" in page


def test_the_code_of_a_paper_whose_record_was_corrected_says_so(
    client: Client, world: FilingWorld, case: Case
) -> None:
    sign_in(client, world.secretary)
    printed(client, case, "cultivation_record")
    printed(client, case, "talk_record")
    world.record(Case.objects.get(pk=case.pk), "cultivate")
    for row, word in zip(
        PrintedPaper.objects.order_by("pk"), ("与现行记录不一致", "与现行记录一致"), strict=True
    ):
        assert word in client.get(reverse("paper_check"), {"code": row.code}).content.decode()


def test_a_code_tells_a_stranger_no_more_than_whether_it_agrees(
    client: Client, world: FilingWorld, case: Case
) -> None:
    sign_in(client, world.secretary)
    printed(client, case, "talk_record")
    sign_in(client, world.stranger)
    page = client.get(
        reverse("paper_check"), {"code": PrintedPaper.objects.get().code}
    ).content.decode()
    assert "与现行记录一致" in page
    assert case.number not in page
    assert (
        "没有这个校验码"
        in client.get(reverse("paper_check"), {"code": "NOSUCHCODE22"}).content.decode()
    )


def test_who_does_not_see_the_case_gets_no_paper_of_it(
    client: Client, world: FilingWorld, case: Case
) -> None:
    sign_in(client, world.stranger)
    assert client.get(reverse("case_papers", args=[case.number])).status_code == 404
    assert (
        client.get(reverse("paper_preview", args=[case.number, "talk_record"])).status_code == 404
    )
    assert printed(client, case, "talk_record").status_code == 404


def test_a_contact_gets_the_papers_of_his_steps_only(
    client: Client, world: FilingWorld, case: Case
) -> None:
    sign_in(client, world.contact)
    page = client.get(reverse("case_papers", args=[case.number])).content.decode()
    assert "入党积极分子培养考察记录" in page
    assert "政治审查" not in page
    assert printed(client, case, "cultivation_record").status_code == 200
    for code in ("review_report", "form_data", "full_record", "admission_count"):
        assert printed(client, case, code).status_code == 404, code


def test_unknown_and_unfitting_papers_are_not_found(
    client: Client, world: FilingWorld, case: Case
) -> None:
    sign_in(client, world.secretary)
    assert printed(client, case, "nonsense").status_code == 404
    assert client.get(reverse("paper_print", args=[case.number, "talk_record"])).status_code == 302


def test_a_number_is_taken_on_the_page_and_printed(
    client: Client, world: FilingWorld, case: Case
) -> None:
    sign_in(client, world.secretary)
    take = reverse("paper_number", args=[case.number, "contact_appointment"])
    assert "请先登记" in client.post(take, follow=True).content.decode()
    client.post(reverse("paper_word"), {"word": "测林机支"})
    for _ in range(2):
        client.post(take)
    assert str(DocumentNumber.objects.get()) == "测林机支〔2027〕1号"
    assert "测林机支〔2027〕1号" in text_of(printed(client, case, "contact_appointment"))
    assert (
        client.post(reverse("paper_number", args=[case.number, "talk_record"])).status_code == 404
    )
    void = reverse("paper_void", args=[DocumentNumber.objects.get().pk])
    assert client.post(void, {"reason": ""}).status_code == 422
    assert client.post(void, {"reason": "打印有误"}).status_code == 302
    assert "打印有误" in client.get(reverse("paper_numbers")).content.decode()


def test_a_selection_prints_one_roster_or_a_paper_each(
    client: Client, world: FilingWorld, case: Case
) -> None:
    other = world.open_case(seed=510)
    Case.objects.get(pk=other.pk)
    sign_in(client, world.secretary)
    data = {"case": [case.number, other.number], "paper": "activist_roster"}
    page = client.get(reverse("papers_print"), {"case": data["case"]}).content.decode()
    assert "入党积极分子备案登记表（合为一份）" in page
    # a response of tests
    assert "共2人" in text_of(client.post(reverse("papers_print"), data))  # type: ignore[arg-type]
    # a response of tests
    text = text_of(client.post(reverse("papers_print"), data | {"paper": "application_receipt"}))  # type: ignore[arg-type]
    assert {case.number, other.number} <= set(re.findall(r"20\d\d-\d{4}", text))
    assert PrintedPaper.objects.count() == 3
    assert client.post(reverse("papers_print"), data | {"case": ["2026-9999"]}).status_code == 404


def test_all_that_the_list_finds_are_printed(
    client: Client, world: FilingWorld, case: Case
) -> None:
    """Also by who sends nothing up, and so has no boxes to tick."""
    world.open_case(seed=510)
    sign_in(client, world.officer)
    address = reverse("papers_print")
    found = client.get(
        reverse("cases"), {"q": case.person.name}
    ).text  # a whole number leads to its case
    assert f"{address}?filter={quote(urlencode({'q': case.person.name}))}" in found
    page = client.get(address, {"filter": ""}).text
    assert "已选 2 个案卷" in page
    assert "已选 1 个案卷" in client.get(address, {"filter": f"q={case.number}"}).text
    # a response of tests
    text = text_of(client.post(address, {"filter": f"q={case.number}", "paper": "activist_roster"}))  # type: ignore[arg-type]
    assert "共1人" in text
    sign_in(client, world.stranger)
    assert "没有选择案卷" in client.get(address, {"filter": ""}).text


def test_a_roster_of_several_branches_is_their_committees(
    client: Client, world: FilingWorld, case: Case
) -> None:
    other = world.open_case(seed=510)
    Case.objects.filter(pk=other.pk).update(branch=world.tree.other_branch)
    sign_in(client, world.clerk)
    data = {"case": [case.number, other.number], "paper": "activist_roster"}
    # a response of tests
    text = text_of(client.post(reverse("papers_print"), data))  # type: ignore[arg-type]
    assert text.startswith(world.tree.bureau.name)
    assert "共2人" in text
    code = PrintedPaper.objects.get().code
    assert "与现行记录一致" in client.get(reverse("paper_check"), {"code": code}).text
    refused = client.post(reverse("papers_print"), data | {"paper": "activist_report"}, follow=True)
    assert "同一发文组织" in refused.text, "a report is one branch's"


@pytest.mark.parametrize("others", [0, 2])
def test_choosing_a_paper_asks_the_same_for_one_case_and_three(
    client: Client,
    world: FilingWorld,
    case: Case,
    others: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for seed in range(others):
        made = world.open_case(seed=510 + seed)
        Case.objects.filter(pk=made.pk).update(
            branch=(world.tree.branch, world.tree.other_branch)[seed]
        )
    sign_in(client, world.clerk)
    client.get(reverse("papers_print"), {"filter": ""})
    with django_assert_num_queries(12):
        assert (
            f"已选 {1 + others} 个案卷" in client.get(reverse("papers_print"), {"filter": ""}).text
        )


def test_a_paper_before_its_act_prints_from_the_worksheet(
    client: Client, world: FilingWorld, case: Case
) -> None:
    """A notice that lies ahead of today."""
    data = {"notice_from": ["2027-07-01"], "notice_to": ["2027-07-08"]}
    Worksheet.objects.create(case=case, code="list_target", data=data, saved_by=world.secretary)
    sign_in(client, world.secretary)
    text = text_of(printed(client, case, "notice_record"))
    assert "2027年7月1日" in text
    assert "2027年7月8日" in text


def test_the_number_book_is_kept_on_its_page(client: Client, world: FilingWorld) -> None:
    sign_in(client, world.clerk)
    block = {
        "letters": "A",
        "first": "0001",
        "last": "0002",
        "source": "测试市委组织部",
        "received_on": "2027-05-01",
    }
    assert client.post(reverse("form_block"), block).status_code == 302
    assert client.post(reverse("form_block"), block).status_code == 422
    ready = world.drive(world.open_case(), "pre_review")
    book = client.get(reverse("form_book")).content.decode()
    action = re.search(r"/papers/forms/\d+/issue/", book)
    assert action is not None
    assert client.post(action.group(), {"case": "2026-9999"}).status_code == 422
    assert client.post(action.group(), {"case": ready.number}).status_code == 302
    assert ready.number in client.get(reverse("form_book")).content.decode()
    client.post(reverse("form_block"), block | {"first": "0003", "last": "0101"})
    first, second = (client.get(reverse("form_book"), {"page": no}).text for no in (1, 2))
    assert "（第 1–100 份，共 101 份）" in first
    assert "A0101</th>" not in first
    assert "A0101</th>" in second
    assert "上一页" in second
    sign_in(client, world.secretary)
    assert client.get(reverse("form_book")).status_code == 403
