"""Import and export: what comes in from a workbook, and what goes out as one."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from branches.access import audience
from branches.acts import Act
from branches.models import Job
from cases.filters import CaseFilter
from cases.forms.importing import IMPORT as WRITE
from cases.forms.importing import ImportForm
from cases.importing import write_template
from cases.importing.guide import RULES
from cases.importing.jobs import IMPORT, start_import
from cases.importing.report import mending
from cases.rules.engine import RULES as LAW
from cases.selectors import exporting, lists, paging
from cases.selectors.organizations import named_by_code
from config.kit.listing import MOST_ROWS, as_file
from config.kit.xlsx import CONTENT_TYPE

if TYPE_CHECKING:
    from branches.access import SignedInRequest

SHOWN, PER_PAGE = 20, 200
#: So many organizations stand in a template with their codes.
IN_TEMPLATE = 5000


@audience(Act.READ, Act.ADMINISTER)
@require_GET
def exchange(request: SignedInRequest) -> HttpResponse:
    """What can be brought in and taken out, and the own imports."""
    return _page(request, ImportForm())


@audience(Act.IMPORT_CASES, Act.ADMINISTER)
@require_http_methods(["GET", "POST"])
def import_new(request: SignedInRequest) -> HttpResponse:
    """Take a workbook and queue its import."""
    if request.method == "GET":
        return redirect("exchange")
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    file = form.cleaned_data["file"]
    is_dry_run = form.cleaned_data["mode"] != WRITE
    return redirect(
        start_import(content=file, name=file.name, owner=request.user, is_dry_run=is_dry_run)
    )


def _page(request: SignedInRequest, form: ImportForm) -> HttpResponse:
    rights = request.actor.rights
    may = rights.may_anywhere(Act.IMPORT_CASES, Act.ADMINISTER)
    jobs = Job.objects.visible_to(request.actor).filter(kind=IMPORT).order_by("-created_at", "-pk")
    context = {
        "form": form if may else None,
        "rules": RULES,
        "organizations": named_by_code(rights) if may else [],
        "jobs": jobs.defer("result")[:SHOWN],
        "may_read": rights.may_anywhere(Act.READ),
        "may_cases": rights.may_anywhere(Act.IMPORT_CASES),
        "may_organizations": rights.may_anywhere(Act.ADMINISTER),
    }
    return render(request, "cases/exchange.html", context, status=422 if form.errors else 200)


@audience(Act.IMPORT_CASES, Act.ADMINISTER)
@require_GET
def import_template(request: SignedInRequest) -> FileResponse:
    """An empty workbook with the exact titles, how it is filled, and the codes of the
    organizations.
    """
    file = BytesIO()
    write_template(file, named_by_code(request.actor.rights, IN_TEMPLATE))
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename="导入模板.xlsx", content_type=CONTENT_TYPE
    )


@audience(Act.IMPORT_CASES, Act.ADMINISTER)
@require_GET
def import_result(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came of one import: every bad cell, or what was written."""
    job = get_object_or_404(Job.objects.visible_to(request.actor).filter(kind=IMPORT), pk=pk)
    if not job.is_over:
        return redirect(job)
    result: dict[str, Any] = job.result or {}
    errors = Paginator(result.get("errors", []), PER_PAGE).get_page(request.GET.get("page"))
    others = []
    for name, title, note in (
        ("duplicates", "已跳过的重复", "系统中已有同一公民身份号码的人，这些行没有导入。"),
        ("notices", "请核对", "不影响导入，请核对内容。"),
    ):
        if spots := result.get(name, []):
            first = list(map(cell_of, spots[:PER_PAGE]))
            others.append({"title": title, "note": note, "rows": first, "count": len(spots)})
    context = {
        "job": job,
        "result": result,
        "may_read": request.actor.rights.may_anywhere(Act.READ),
        "page": errors,
        "errors": [cell_of(spot) | {"mending": mending(str(spot["reason"]))} for spot in errors],
        "counts": [
            {"label": what, "value": number} for what, number in result.get("counts", {}).items()
        ],
        "findings": [
            [f"{rule} {LAW[rule].title}", number]
            for rule, number in sorted(result.get("findings", {}).items())
        ],
        "finding_columns": [{"label": "规则"}, {"label": "案卷问题数", "is_number": True}],
        "others": others,
    }
    return render(request, "cases/import_result.html", context)


def cell_of(spot: dict[str, Any]) -> dict[str, Any]:
    """A place in the workbook, in words."""
    words = ""
    if spot["row"]:
        words += f"第 {spot['row']} 行"
    if spot["column"]:
        words += f"“{spot['column']}”列"
    letter = spot.get("letter", "")  # jobs of an earlier edition have none
    if letter and spot["row"]:
        words += f"（{letter}{spot['row']}）"
    return {**spot, "cell": words or "整张工作表"}


@audience(Act.READ)
@require_GET
def case_export(request: SignedInRequest) -> HttpResponse | FileResponse:
    """The chosen cases, or the list under the same conditions as the page, as a workbook or CSV;
    never an identity number.
    """
    day = request.actor.today
    rows = lists.listed(request.actor)
    if "chosen" in request.GET:
        if not (numbers := request.GET.getlist("case")):
            messages.error(request, "请先勾选要导出的案卷。")
            return redirect("cases")
        rows = rows.filter(number__in=numbers)
    else:
        rows = CaseFilter(request.GET, queryset=rows, by=request.actor).cases
    if paging.capped_count(rows, MOST_ROWS) > MOST_ROWS:
        context = {"most_text": str(MOST_ROWS)}
        return render(request, "cases/export_refused.html", context, status=422)
    return as_file(
        request.GET.get("format", ""),
        f"案卷清单-{day:%Y%m%d}",
        exporting.COLUMNS,
        exporting.rows_by_number(rows, request.actor),
    )
