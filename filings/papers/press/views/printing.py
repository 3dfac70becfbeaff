"""Preview and printing: for one case, and for a selection. Looking writes nothing; printing is
registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.access import SIGNED_IN, audience
from branches.acts import Act
from cases.models import Case
from cases.services.errors import Refused
from config.kit.clock import today
from filings.papers.kept.selectors import lacking, received_lines
from filings.papers.kept.services import issue_number
from filings.papers.press import selectors, services
from filings.papers.press.printing import PREVIEW, Sheet, pdf_of, sheets_of
from filings.papers.press.views.selection import MOST, Selection, chosen
from filings.papers.press.views.tabs import tabs
from filings.papers.sheets.catalogue import PAPERS, Paper
from filings.papers.sheets.kit.loading import subjects_of
from filings.papers.sheets.kit.subject import Subject
from filings.papers.sheets.reading import may_bind, readable

if TYPE_CHECKING:
    from branches.access import SignedInRequest

MOST_FIGURES = 5  # of the number of a round


def find_case(request: SignedInRequest, number: str) -> Case:
    """The case in the user's scope; else 404."""
    rows = Case.objects.visible_to(request.actor).select_related("person", "branch")
    return get_object_or_404(rows, number=number)


def find_paper(code: str) -> Paper:
    """A paper by its code; else 404."""
    if code not in PAPERS:
        raise Http404
    return PAPERS[code]


def as_pdf(data: bytes, name: str) -> HttpResponse:
    """The PDF, shown in the browser, kept by nobody on the way."""
    shown = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    headers = {"Content-Disposition": shown, "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def asked_round(request: SignedInRequest) -> int | None:
    """The round of the step that a form or the address names; None: none. Raises Http404 for
    what is no number.
    """
    asked = request.POST.get("round") or request.GET.get("round") or ""
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > MOST_FIGURES:
        raise Http404
    return int(asked)


def _subjects(
    request: SignedInRequest, paper: Paper, cases: list[Case], *, is_masked: bool
) -> list[Subject]:
    """The cases that can have the paper, each in the round asked for, else the usual one; 404 where
    one is not there.

    404 also where the user may not have the paper of one of the cases.
    """
    day = today()
    if not all(readable(paper, case, request.actor) for case in cases):
        raise Http404
    number = asked_round(request) if len(cases) == 1 else None
    try:
        placed = [
            subject.at(paper.row.no, number)
            for subject in subjects_of(cases, day, is_masked=is_masked)
        ]
    except LookupError as error:
        raise Http404 from error
    found = [subject for subject in placed if paper.fits(subject)]
    if not found:
        raise Http404
    return found


@audience(SIGNED_IN)
@require_GET
def case_papers(request: SignedInRequest, number: str) -> HttpResponse:
    """All papers of a case, step by step, with what is blank in each."""
    case = find_case(request, number)
    lines = received_lines(case, request.actor)
    steps = selectors.case_papers(case, request.actor, lines)
    context = {
        "case": case,
        "steps": steps,
        "ahead": sum(len(step.lines) for step in steps if step.is_ahead),
        "lacking": lacking(lines),
        "may_bind": may_bind(case, request.actor),
    }
    return render(request, "filings/case_papers.html", context)


@audience(SIGNED_IN)
@never_cache
@require_GET
def paper_preview(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """The paper as it would print, marked as a preview, without code, identity numbers masked."""
    paper, case = find_paper(code), find_case(request, number)
    sheets = sheets_of(paper, _subjects(request, paper, [case], is_masked=True))
    return as_pdf(
        pdf_of(sheets, watermark=PREVIEW), f"{case.number} {sheets[0].title}（{PREVIEW}）"
    )


@audience(SIGNED_IN)
@never_cache
@require_POST
def paper_print(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Print the paper, with its code."""
    paper, case = find_paper(code), find_case(request, number)
    sheets = sheets_of(paper, _subjects(request, paper, [case], is_masked=False))
    return as_pdf(_printed(sheets, request), f"{case.number} {sheets[0].title}")


def _printed(sheets: list[Sheet], request: SignedInRequest) -> bytes:
    run = services.PrintRun(request.user)
    data = pdf_of(sheets, mark_of=run.mark)
    run.register()
    return data


@audience(SIGNED_IN)
@require_POST
def paper_number(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Take a 发文字号 for the paper of one case; one each where it is several letters."""
    paper, case = find_paper(code), find_case(request, number)
    _take_number(request, paper, _subjects(request, paper, [case], is_masked=False))
    return redirect("case_papers", number=case.number)


def _take_number(request: SignedInRequest, paper: Paper, subjects: list[Subject]) -> None:
    """Take the number, or say why there is none; 404 for a paper that bears no number."""
    organization = subjects[0].organization_of(paper.issuer)
    if not paper.kind.has_number or organization is None:
        raise Http404
    taken = []
    try:
        for sheet in sheets_of(paper, subjects):
            number = issue_number(sheet=sheet, organization=organization, by=request.actor)
            taken.append(str(number))
    except Refused as refusal:
        messages.error(request, f"{refusal}在发文登记簿中登记后再取号。")
    if taken:
        messages.success(request, f"已取号：{'、'.join(taken)}")


@audience(Act.READ)
@never_cache
@require_http_methods(["GET", "POST"])
def papers_print(request: SignedInRequest) -> HttpResponse:
    """For a selection of cases: choose a paper; rosters and reports name all of them, other
    papers print one each.
    """
    found = chosen(request)
    if len(found.cases) > MOST:
        messages.error(request, f"一次最多打印 {MOST} 个案卷，请缩小范围。")
        return redirect("cases")
    if request.method == "POST" and found.cases:
        return _print_selection(request, find_paper(request.POST.get("paper", "")), found)
    papers = selectors.choosable(found.cases, request.actor) if found.cases else []
    context = {"found": found, "papers": papers}
    return render(request, "filings/papers_print.html", context)


def _print_selection(request: SignedInRequest, paper: Paper, found: Selection) -> HttpResponse:
    subjects = _subjects(request, paper, found.cases, is_masked=False)
    page = f"{reverse('papers_print')}?{found.query}"
    if paper.many and not selectors.one_issuer(subjects, paper):
        messages.error(request, "一份报告或名册中的案卷须属于同一发文组织。")
        return redirect(page)
    if "number" in request.POST:
        _take_number(request, paper, subjects)
        return redirect(page)
    if services.takes_long(paper, len(subjects)):
        cases = [subject.case for subject in subjects]
        return redirect(services.start_prints(paper=paper, cases=cases, by=request.actor))
    return as_pdf(_printed(sheets_of(paper, subjects), request), paper.title)


@audience(SIGNED_IN)
@never_cache
@require_GET
def paper_check(request: SignedInRequest) -> HttpResponse:
    """Whether a printed paper and the record still agree."""
    code = request.GET.get("code", "").strip()
    checked = selectors.check_code(code, request.actor) if code else None
    return render(
        request,
        "filings/paper_check.html",
        {"code": code, "checked": checked, "tabs": tabs(request.actor, "paper_check")},
    )
