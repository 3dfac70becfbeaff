"""Members of one organization from a list, tried before it is written."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from branches.access import audience
from branches.acts import Act
from branches.models import Organization
from cases.importing import Report, Unreadable, write_list_template
from cases.importing.columns import LIST_COLUMNS
from cases.importing.member_list import MOST, import_file, import_pasted
from cases.importing.report import mending
from cases.views.act import posted
from cases.views.drafts import draft_of, drafted
from cases.views.exchanging import cell_of
from cases.views.typed import typed
from config.kit.xlsx import CONTENT_TYPE
from filings.administration.forms import ListForm
from filings.administration.views.common import Crumb, crumbs, find_organization, of_organization

if TYPE_CHECKING:
    from branches.access import SignedInRequest

#: So many bad cells are shown at once.
SHOWN = 200


@audience(Act.ADMINISTER)
@typed(lambda request, pk: ListForm(request.POST))
@drafted(of_organization, what="导入党员名单")
@require_http_methods(["GET", "POST"])
def members_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try a list of members, or write it: all or none."""
    organization = find_organization(request, pk)
    form = ListForm(posted(request), request.FILES or None)
    draft_of(request).show(form)
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            report = _read(request, form, organization)
        except Unreadable as error:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(error))
        else:
            if not report.is_dry_run and not report.errors:
                messages.success(request, f"已登记 {report.counts['党员']} 名党员。")
                return redirect("organization", pk=organization.pk)
    context = {
        "organization": organization,
        "form": form,
        "report": report,
        "errors": _shown(report, "errors"),
        "notices": _shown(report, "notices"),
        "columns": LIST_COLUMNS,
        "most": MOST,
        "count": report.counts["党员"] if report is not None else 0,
        "crumbs": crumbs(request.actor, organization, Crumb("导入党员名单")),
    }
    is_wrong = bool(form.errors) or (report is not None and bool(report.errors))
    status = 422 if is_wrong else 200
    return render(request, "filings/administration/members_import.html", context, status=status)


def _read(request: SignedInRequest, form: ListForm, organization: Organization) -> Report:
    """Raises Unreadable."""
    is_dry_run = "write" not in request.POST
    file = form.cleaned_data["file"]
    if file is None:
        text = form.cleaned_data["text"]
        return import_pasted(text, organization, by=request.actor, is_dry_run=is_dry_run)
    with NamedTemporaryFile(suffix=".xlsx") as kept:
        _keep(file, kept.name)
        path = Path(kept.name)
        return import_file(path, organization, by=request.actor, is_dry_run=is_dry_run)


def _keep(file: UploadedFile[Any], name: str) -> None:
    with Path(name).open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)


def _shown(report: Report | None, sort: str) -> list[dict[str, object]]:
    """The first cells of a sort, in words, with what to do about each."""
    if report is None:
        return []
    cells = []
    for spot in report.as_data()[sort][:SHOWN]:
        cells.append(cell_of(spot) | {"mending": mending(spot["reason"])})
    return cells


@audience(Act.ADMINISTER)
@require_GET
def members_template(request: SignedInRequest) -> FileResponse:
    """An empty list with the exact titles."""
    file = BytesIO()
    write_list_template(file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename="党员名单模板.xlsx", content_type=CONTENT_TYPE
    )
