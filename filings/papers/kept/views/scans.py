"""The papers that come in: one kind of a case, its versions, its files. Files are served here
and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.access import SIGNED_IN, audience
from cases.models import Case
from cases.models.sight import sight_of
from cases.services.rounds import Rounds
from cases.views.act import ASKED, Shown, act_page, leading_to
from cases.views.drafts import draft_beside, drafted
from cases.views.typed import typed
from config.kit.clock import today
from filings.papers.kept import selectors, services, store
from filings.papers.kept.forms import ScanForm, WithdrawForm
from filings.papers.kept.incoming import Incoming, is_open
from filings.papers.kept.models import AnswerFile, Scan, ScanFile, StoredFile
from filings.papers.kept.scans import in_force, kept_versions, round_of, rounds_kept
from filings.papers.kept.selectors.received import lacks_text
from filings.papers.kept.services.scanning import kind_of, uploading_acting
from filings.papers.press.views.printing import asked_round, find_case
from filings.papers.sheets.kit.naming import RoundName, round_names, rounds_in, usual_round

if TYPE_CHECKING:
    from branches.access import SignedInRequest

MOST_SHOWN = 60  # pages shown as pictures on one page


def find_kind(request: SignedInRequest, case: Case, code: str) -> Incoming:
    """The kind of paper, if the user may see it; else 404."""
    kind = kind_of(case, code)
    if kind is None or kind.step in sight_of(case, request.actor).hidden:
        raise Http404
    return kind


def _case_of_scan(request: SignedInRequest, number: str, code: str) -> Case:
    """For `drafted`: the case, where the user sees it and the paper; else 404."""
    case = find_case(request, number)
    find_kind(request, case, code)
    return case


def _round_page(request: SignedInRequest) -> str:
    """For `drafted`: each round of a paper is kept by itself."""
    return with_round(request.path, asked_round(request))


def with_round(page: str, number: int | None) -> str:
    if not number:
        return page
    return f"{page}?round={number}"


def _scan_address(request: SignedInRequest, number: str, code: str) -> str:
    """For `drafted`: the page of the paper, in the round it is about."""
    return with_round(reverse("scan", args=[number, code]), asked_round(request))


def _typed_scan(request: SignedInRequest, number: str, code: str) -> ScanForm:
    case = find_case(request, number)
    return _form(
        _InRound.of(case, find_kind(request, case, code), asked_round(request)), request.POST
    )


@audience(SIGNED_IN)
@never_cache
@typed(_typed_scan)
@drafted(_case_of_scan, shown_on=_scan_address, page_of=_round_page, what="收存扫描件")
@require_http_methods(["GET", "POST"])
def scan(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """One kind of paper: what is in force, its versions, and the form of a new one."""
    case = find_case(request, number)
    kind = find_kind(request, case, code)
    if request.method == "GET":
        return _page(request, case, kind)
    wanted = asked_round(request)
    form = _form(_InRound.of(case, kind, wanted), request.POST, request.FILES)
    return act_page(
        request,
        form,
        do=lambda: services.receive_scan(
            case_id=case.pk,
            kind=kind,
            new=form.version(),
            by=request.actor,
            round_number=wanted,
        ),
        done=leading_to(request, _address(case, kind, wanted), lambda kept: f"已收存：{kept}。"),
        show=lambda shown: _page(request, case, kind, form, shown),
    )


def _address(case: Case, kind: Incoming, number: int | None) -> str:
    """The page of the paper, in the round it was about."""
    return with_round(reverse("scan", args=[case.number, kind.code]), number)


@audience(SIGNED_IN)
@typed(lambda request, number, code: WithdrawForm(request.POST))
@drafted(_case_of_scan, shown_on=_scan_address, page_of=_round_page, what="撤下扫描件")
@require_POST
def scan_withdraw(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    """Take a paper back that was kept by mistake."""
    case = find_case(request, number)
    kind = find_kind(request, case, code)
    form = WithdrawForm(request.POST)
    address = _address(case, kind, asked_round(request))
    return act_page(
        request,
        form,
        do=lambda: services.withdraw_scan(
            case_id=case.pk,
            kind=kind,
            by=request.actor,
            round_number=asked_round(request),
            **form.cleaned_data,
        ),
        done=leading_to(request, address, "已撤下；各版本仍留在下面的记录中。"),
        show=lambda shown: _page(request, case, kind, form, shown),
    )


@dataclass(frozen=True)
class _InRound:
    """One kind of paper in one round of its step, and the other rounds. Raises Http404 for a
    round there is not.
    """

    kind: Incoming
    rounds: Rounds
    name: RoundName
    names: list[RoundName]
    present: Scan | None

    @classmethod
    def of(cls, case: Case, kind: Incoming, number: int | None) -> _InRound:
        rounds, no = rounds_in(case), kind.row.no
        versions = kept_versions(case)
        kept = rounds_kept(versions, rounds).get(kind.code, ())
        names, wanted = round_names(rounds, no, case, kept), number or usual_round(rounds, no, case)
        found = [name for name in names if name.number == wanted]
        if not found:
            raise Http404
        present = None
        for each in in_force(case, rounds, versions):
            if each.kind == kind.code and round_of(each, rounds) == wanted:
                present = each
                break
        return cls(kind, rounds, found[0], names, present)

    @property
    def files(self) -> list[ScanFile]:
        """Those of the version in force."""
        if self.present is None:
            return []
        return list(self.present.files.all())

    @property
    def lacks(self) -> str:
        """What the version in force lacks, in words."""
        if self.present is None:
            return ""
        return lacks_text(self.kind, self.present)


def _form(shown: _InRound, *data: Any) -> ScanForm:
    return ScanForm(*data, kind=shown.kind, before=shown.present)


def _page(
    request: SignedInRequest,
    case: Case,
    kind: Incoming,
    sent: ScanForm | WithdrawForm | None = None,
    shown: Shown = ASKED,
) -> HttpResponse:
    """The page of a paper; `sent` is the form that was refused."""
    of_round = _InRound.of(case, kind, asked_round(request))
    name, present = of_round.name, of_round.present
    files = of_round.files
    pages: list[tuple[ScanFile, int]] = []
    for file in files:
        pages.extend((file, page) for page in file.shown_pages)
    scan_form = withdraw_form = None
    if uploading_acting(case, kind.row, request.actor) is not None:
        sight = sight_of(case, request.actor)
        if name.is_begun or (not name.is_only_kept and is_open(case, kind.row, sight)):
            scan_form = sent if isinstance(sent, ScanForm) else _form(of_round)
        if present:
            withdraw_form = sent if isinstance(sent, WithdrawForm) else WithdrawForm()
    context: dict[str, Any] = {
        "case": case,
        "kind": kind,
        "present": present,
        "files": files,
        "faulty": sum(1 for file in files if file.fault),
        "pages": pages[:MOST_SHOWN],
        "more": len(pages) - MOST_SHOWN,
        "lacks": of_round.lacks,
        "term": case.term_of(kind.step, today()),
        "round": name,
        "rounds": of_round.names,
        "versions": selectors.versions_of(case, kind, name.number, of_round.rounds, request.actor),
        "form": scan_form,
        "withdraw_form": withdraw_form,
    }
    number = name.number if name.text else None
    for view, form in (("scan", scan_form), ("scan_withdraw", withdraw_form)):
        address = with_round(reverse(view, args=[case.number, kind.code]), number)
        draft = context[f"{view}_draft"] = draft_beside(request, address)
        if form is not None:
            draft.show(form)
    return render(request, "filings/scan.html", context, status=shown.status)


def _find_file(request: SignedInRequest, key: str) -> StoredFile:
    """A file of a scan, or one that proves a rectification; else 404."""
    found = ScanFile.objects.visible_to(request.actor).filter(key=key).first()
    return found or get_object_or_404(AnswerFile.objects.visible_to(request.actor), key=key)


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
    return safe(
        FileResponse(opened, as_attachment=True, filename=file.name, content_type=file.media)
    )


@audience(SIGNED_IN)
@require_GET
def scan_page(request: SignedInRequest, key: str, page: int) -> HttpResponseBase:
    """One page of the file as a picture drawn here."""
    from filings.papers.kept.pictures import page_picture  # loads what draws

    file = _find_file(request, key)
    if page not in file.shown_pages:
        raise Http404
    return safe(
        HttpResponse(
            page_picture(store.path_of(file.stored), file.media, page), content_type="image/jpeg"
        )
    )
