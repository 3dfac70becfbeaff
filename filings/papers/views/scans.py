"""The papers that come in: one kind of a case, its versions, its files. Files are served here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.access import SIGNED_IN, audience
from branches.rights import rights_of
from cases.forms import refusing
from cases.models import Case
from config.clock import today
from filings.papers import selectors, services, store
from filings.papers.forms import ScanForm, WithdrawForm
from filings.papers.incoming import Incoming, is_open
from filings.papers.models import AnswerFile, Scan, ScanFile, StoredFile
from filings.papers.pictures import page_picture
from filings.papers.scans import in_force
from filings.papers.selectors.received import lacks_text
from filings.papers.services.scanning import kind_of, uploading_acting
from filings.papers.views.printing import find_case

if TYPE_CHECKING:
    from branches.access import SignedInRequest

MOST_SHOWN = 60  # pages shown as pictures on one page


def find_kind(request: SignedInRequest, case: Case, code: str) -> Incoming:
    """The kind of paper, if the user may see it; else 404."""
    kind = kind_of(case, code)
    is_hidden = kind is not None and kind.is_hidden_from_sponsors
    if kind is None or (is_hidden and not rights_of(request.user, today()).reads(case.branch.path)):
        raise Http404
    return kind


@audience(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "POST"])
def scan(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """One kind of paper: what is in force, its versions, and the form of a new one."""
    case = find_case(request, number)
    kind = find_kind(request, case, code)
    if request.method == "GET":
        return _page(request, case, kind)
    form = _form(case, kind, request.POST, request.FILES)
    if form.is_valid():
        with refusing(form):
            kept = services.receive_scan(
                case_id=case.pk, kind=kind, uploaded_by=request.user, today=today(), **form.values()
            )
            messages.success(request, f"已收存：{kept}。")
            return redirect("scan", number=case.number, code=code)
    return _page(request, case, kind, form=form, status=422)


@audience(SIGNED_IN)
@require_POST
def scan_withdraw(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Take a paper back that was kept by mistake."""
    case = find_case(request, number)
    kind = find_kind(request, case, code)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        with refusing(form):
            services.withdraw_scan(
                case_id=case.pk, kind=kind, withdrawn_by=request.user, today=today(), **form.cleaned_data
            )
            messages.success(request, "已撤下；各版本仍留在下面的记录中。")
            return redirect("scan", number=case.number, code=code)
    return _page(request, case, kind, withdraw_form=form, status=422)


def _form(case: Case, kind: Incoming, *data: Any) -> ScanForm:
    return ScanForm(*data, kind=kind, before=_present(case, kind))


def _present(case: Case, kind: Incoming) -> Scan | None:
    return next((each for each in in_force(case) if each.kind == kind.code), None)


def _page(
    request: SignedInRequest,
    case: Case,
    kind: Incoming,
    *,
    form: ScanForm | None = None,
    withdraw_form: WithdrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    day = today()
    present = _present(case, kind)
    files = list(present.files.all()) if present else []
    shown = [(file, page) for file in files for page in file.shown_pages]
    can_upload = uploading_acting(case, kind.row, request.user, day) is not None
    context = {
        "case": case,
        "kind": kind,
        "present": present,
        "files": files,
        "faulty": sum(1 for file in files if file.fault),
        "pages": shown[:MOST_SHOWN],
        "more": len(shown) - MOST_SHOWN,
        "lacks": lacks_text(kind, present) if present else "",
        "versions": selectors.versions_of(case, kind, request.user, day),
        "form": (form or _form(case, kind)) if can_upload and is_open(case, kind.row) else None,
        "withdraw_form": (withdraw_form or WithdrawForm()) if can_upload and present else None,
    }
    return render(request, "filings/scan.html", context, status=status)


def _find_file(request: SignedInRequest, key: str) -> StoredFile:
    """A file of a scan, or one that proves a rectification; else 404."""
    user, day = request.user, today()
    found = ScanFile.objects.visible_to(user, day).filter(key=key).first()
    return found or get_object_or_404(AnswerFile.objects.visible_to(user, day), key=key)


def safe(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing in what was sent may act in this site's name, and nobody on the way keeps it."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@audience(SIGNED_IN)
@require_GET
def scan_file(request: SignedInRequest, key: str) -> HttpResponseBase:
    """The file as it came, to keep: the browser does not open it here."""
    file = _find_file(request, key)
    try:
        opened = store.path_of(file.stored).open("rb")
    except OSError as error:
        raise Http404(store.LOST) from error
    return safe(FileResponse(opened, as_attachment=True, filename=file.name, content_type=file.media))


@audience(SIGNED_IN)
@require_GET
def scan_page(request: SignedInRequest, key: str, page: int) -> HttpResponseBase:
    """One page of the file as a picture drawn here."""
    file = _find_file(request, key)
    if page not in file.shown_pages:
        raise Http404
    return safe(HttpResponse(page_picture(store.path_of(file.stored), file.media, page), content_type="image/jpeg"))
