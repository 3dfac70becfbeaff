"""The pages of the register of 发文字号 and of the number book of 入党志愿书."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from branches.access import audience
from branches.acts import Act
from branches.models import Organization
from cases.models import Case
from cases.services.errors import Refused
from cases.views.act import act_page, leading_to
from cases.views.drafts import draft_beside, drafted
from cases.views.typed import typed
from config.clock import today
from filings.papers.kept import selectors, services
from filings.papers.kept.forms import BlockForm, GapForm, IssueForm, SpoilForm, VoidForm, WordForm
from filings.papers.kept.models import DocumentNumber, FormNumber
from filings.papers.press.views.tabs import tabs

if TYPE_CHECKING:
    from branches.access import SignedInRequest

PER_PAGE = 100
ISSUERS = (Act.RECORD, Act.HANDLE, Act.RECEIVE_FILING)


def _asked(request: SignedInRequest, name: str) -> str:
    """What a form of the page sent along, else what the address says; else nothing."""
    return request.POST.get(name) or request.GET.get(name) or ""


def _place(request: SignedInRequest, places: list[Organization]) -> Organization:
    """The organization that the query names, or the first; else 404."""
    wanted = _asked(request, "organization")
    found = [place for place in places if wanted in ("", place.code)]
    if not found:
        raise Http404
    return found[0]


def _address(name: str, **query: object) -> str:
    """Where the user was."""
    return f"{reverse(name)}?{urlencode(query)}"


def _book(request: SignedInRequest, organization: Organization) -> str:
    return _address("form_book", organization=organization.code, page=_asked(request, "page") or 1)


@audience(*ISSUERS)
@require_GET
def paper_numbers(request: SignedInRequest) -> HttpResponse:
    """The register of one organization and year."""
    return _numbers_page(request)


def _numbers_page(request: SignedInRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    day = today()
    places = selectors.numbering_places(request.actor)
    organization = _place(request, places)
    year = _asked(request, "year")
    shown = int(year) if year.isdecimal() and len(year) == 4 else day.year
    register = selectors.register_of(organization, shown)
    context: dict[str, Any] = {
        "places": places,
        "organization": organization,
        "year": shown,
        "tabs": tabs(request.actor, "paper_numbers"),
        "years": sorted(
            {shown, *selectors.register_years(organization), *range(day.year - 2, day.year + 1)},
            reverse=True,
        ),
        "register": register,
        "numbers": selectors.numbers_of(organization, shown, request.actor),
        "word_form": WordForm(initial={"year": shown})
        if register is None or not register.last
        else None,
        "void_form": VoidForm(),
    } | more
    context["word_draft"] = draft_beside(request, word_page(organization.code, shown))
    if context["word_form"] is not None:
        context["word_draft"].show(context["word_form"])
    return render(request, "filings/paper_numbers.html", context, status=status)


def _register_place(request: SignedInRequest) -> None:
    """For `drafted`: of a register that the user keeps; else 404."""
    _place(request, selectors.numbering_places(request.actor))


def _book_place(request: SignedInRequest) -> None:
    """For `drafted`: of a number book that the user keeps; else 404."""
    _place(request, selectors.book_places(request.actor))


def _word_page(request: SignedInRequest) -> str:
    """For `drafted`: each register has its own page, though all are sent to one address."""
    return word_page(_asked(request, "organization"), _asked(request, "year"))


def word_page(organization: str, year: object) -> str:
    return f"{reverse('paper_word')}?{urlencode({'organization': organization, 'year': year})}"


def _block_page(request: SignedInRequest) -> str:
    """For `drafted`: as `_word_page`."""
    return block_page(_asked(request, "organization"))


def block_page(organization: str) -> str:
    return f"{reverse('form_block')}?{urlencode({'organization': organization})}"


def _register_address(request: SignedInRequest) -> str:
    """For `drafted`: the register on which the form stands."""
    query = {"organization": _asked(request, "organization"), "year": _asked(request, "year")}
    return f"{reverse('paper_numbers')}?{urlencode(query)}"


def _book_address(request: SignedInRequest) -> str:
    """For `drafted`: the book on which the form stands."""
    return f"{reverse('form_book')}?{urlencode({'organization': _asked(request, 'organization')})}"


@audience(*ISSUERS)
@typed(lambda request: WordForm(request.POST))
@drafted(_register_place, shown_on=_register_address, page_of=_word_page, what="登记机关代字")
@require_POST
def paper_word(request: SignedInRequest) -> HttpResponse:
    """Open the register of the year shown."""
    organization = _place(request, selectors.numbering_places(request.actor))
    form = WordForm(request.POST)

    def done(made: Any) -> HttpResponse:
        messages.success(request, "已登记机关代字，可以取号。")
        year = form.cleaned_data["year"] or today().year
        return redirect(_address("paper_numbers", organization=organization.code, year=year))

    return act_page(
        request,
        form,
        do=lambda: services.set_word(
            organization=organization, by=request.actor, **form.cleaned_data
        ),
        done=done,
        show=lambda shown: _numbers_page(request, status=shown.status, word_form=form),
    )


@audience(*ISSUERS)
@typed(lambda request, pk: VoidForm(request.POST))
@require_POST
def paper_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a number out of force."""
    number = get_object_or_404(
        DocumentNumber.objects.visible_to(request.actor).select_related("organization"),
        pk=pk,
    )
    form = VoidForm(request.POST)
    address = _address("paper_numbers", organization=number.organization.code, year=number.year)
    return act_page(
        request,
        form,
        do=lambda: services.void_number(number_id=number.pk, by=request.actor, **form.cleaned_data),
        done=leading_to(request, address, f"{number} 已作废，保留在登记簿中，不再使用。"),
        show=lambda shown: _numbers_page(
            request, status=shown.status, void_form=form, acted=number.pk
        ),
    )


@audience(Act.FILE)
@require_GET
def form_book(request: SignedInRequest) -> HttpResponse:
    """The number book of one committee."""
    return _book_page(request)


def _book_page(request: SignedInRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    places = selectors.book_places(request.actor)
    organization = _place(request, places)
    book = selectors.form_book(organization)
    context: dict[str, Any] = {
        "places": places,
        "organization": organization,
        "tabs": tabs(request.actor, "form_book"),
        "book": book,
        "page": Paginator(book.numbers, PER_PAGE).get_page(_asked(request, "page")),
        "block_form": BlockForm(),
        "issue_form": IssueForm(),
        "spoil_form": SpoilForm(),
        "gap_form": GapForm(),
    } | more
    context["block_draft"] = draft_beside(request, block_page(organization.code))
    context["block_draft"].show(context["block_form"])
    return render(request, "filings/form_book.html", context, status=status)


@audience(Act.FILE)
@typed(lambda request: BlockForm(request.POST))
@drafted(_book_place, shown_on=_book_address, page_of=_block_page, what="领取号段")
@require_POST
def form_block(request: SignedInRequest) -> HttpResponse:
    """Take in a block."""
    organization = _place(request, selectors.book_places(request.actor))
    form = BlockForm(request.POST)
    return act_page(
        request,
        form,
        do=lambda: services.receive_block(
            organization=organization, by=request.actor, **form.cleaned_data
        ),
        done=leading_to(request, _book(request, organization), "已登记号段。"),
        show=lambda shown: _book_page(request, status=shown.status, block_form=form),
    )


def _find_form(request: SignedInRequest, pk: int) -> FormNumber:
    """A number of a book in the user's scope; else 404."""
    rows = FormNumber.objects.visible_to(request.actor).select_related("organization")
    return get_object_or_404(rows, pk=pk)


@audience(Act.FILE)
@typed(lambda request, pk: IssueForm(request.POST))
@require_POST
def form_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a form out for a case."""
    number = _find_form(request, pk)
    form = IssueForm(request.POST)

    def issue() -> None:
        case = (
            Case.objects.visible_to(request.actor).filter(number=form.cleaned_data["case"]).first()
        )
        if case is None:
            raise Refused.because("没有这个编号的案卷，或者不在您的管理范围内。", field="case")
        services.issue_form(number_id=number.pk, case=case, by=request.actor)

    return act_page(
        request,
        form,
        do=issue,
        done=leading_to(request, _book(request, number.organization), f"编号 {number} 已发放。"),
        show=lambda shown: _book_page(
            request, status=shown.status, issue_form=form, acted=number.pk
        ),
    )


@audience(Act.FILE)
@typed(lambda request, pk: SpoilForm(request.POST))
@require_POST
def form_spoil(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that a form was spoiled or returned."""
    number = _find_form(request, pk)
    form = SpoilForm(request.POST)
    return act_page(
        request,
        form,
        do=lambda: services.spoil_form(number_id=number.pk, by=request.actor, **form.cleaned_data),
        done=leading_to(request, _book(request, number.organization), f"编号 {number} 已登记。"),
        show=lambda shown: _book_page(
            request, status=shown.status, spoil_form=form, acted=number.pk
        ),
    )


@audience(Act.FILE)
@typed(lambda request: GapForm(request.POST))
@require_POST
def form_gap(request: SignedInRequest) -> HttpResponse:
    """Say why numbers between two blocks are missing."""
    organization = _place(request, selectors.book_places(request.actor))
    form = GapForm(request.POST)
    return act_page(
        request,
        form,
        do=lambda: services.explain_gap(
            organization=organization, by=request.actor, **form.cleaned_data
        ),
        done=leading_to(request, _book(request, organization), "已登记断号原因。"),
        show=lambda shown: _book_page(request, status=shown.status, gap_form=form),
    )
