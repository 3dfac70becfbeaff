"""The pages of the register of 发文字号 and of the number book of 入党志愿书."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from branches.access import audience
from branches.acts import Act
from branches.models import Organization
from cases.models import Case
from cases.selectors.wording import Fact
from cases.services.errors import Refused
from cases.views.act import act_page, leading_to, posted
from cases.views.common import Confirmation, confirm_page
from cases.views.drafts import draft_beside, drafted
from cases.views.typed import typed
from config.kit.clock import today
from filings.papers.kept import selectors, services
from filings.papers.kept.forms import BlockForm, GapForm, IssueForm, SpoilForm, VoidForm, WordForm
from filings.papers.kept.models import DocumentNumber, FormNumber
from filings.papers.kept.services.booking import Gap
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
    years = {shown, *selectors.register_years(organization), *range(day.year - 2, day.year + 1)}
    word_form = None
    if register is None or not register.last:
        word_form = WordForm(initial={"year": shown})
    context: dict[str, Any] = {
        "places": places,
        "organization": organization,
        "year": shown,
        "tabs": tabs(request.actor, "paper_numbers"),
        "years": sorted(years, reverse=True),
        "register": register,
        "numbers": selectors.numbers_of(organization, shown, request.actor),
        "word_form": word_form,
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


def _find_number(request: SignedInRequest, pk: int) -> DocumentNumber:
    """A number of a register in the user's scope; else 404."""
    rows = DocumentNumber.objects.visible_to(request.actor).select_related("organization")
    return get_object_or_404(rows, pk=pk)


def _seen_number(request: SignedInRequest, pk: int) -> None:
    """For `drafted`: of a number that the user sees; else 404."""
    _find_number(request, pk)


def _void_page(pk: int) -> list[str]:
    """For `drafted`: a number is put out of force once."""
    return [reverse("paper_void", args=[pk])]


@audience(*ISSUERS)
@typed(lambda request, pk: VoidForm(request.POST))
@drafted(_seen_number, ends=_void_page, what="作废发文字号")
@require_http_methods(["GET", "POST"])
def paper_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a number out of force."""
    number = _find_number(request, pk)
    address = _address("paper_numbers", organization=number.organization.code, year=number.year)
    asking = Confirmation(
        title="作废发文字号",
        facts=[Fact("发文字号", str(number)), Fact("标题", number.title)],
        warning="作废后不能恢复，这个字号也不再使用。",
        label="作废",
        cancel_url=address,
    )
    form = VoidForm(posted(request))
    return act_page(
        request,
        form,
        do=lambda: services.void_number(number_id=number.pk, by=request.actor, **form.cleaned_data),
        done=leading_to(request, address, f"{number} 已作废，保留在登记簿中，不再使用。"),
        show=lambda shown: confirm_page(request, form, asking, shown),
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
            organization=organization,
            numbers=form.numbers(),
            source=form.cleaned_data["source"],
            received_on=form.cleaned_data["received_on"],
            by=request.actor,
        ),
        done=leading_to(request, _book(request, organization), "已登记号段。"),
        show=lambda shown: _book_page(request, status=shown.status, block_form=form),
    )


def _find_form(request: SignedInRequest, pk: int) -> FormNumber:
    """A number of a book in the user's scope; else 404."""
    rows = FormNumber.objects.visible_to(request.actor).select_related("organization")
    return get_object_or_404(rows, pk=pk)


def _seen_form(request: SignedInRequest, pk: int) -> None:
    """For `drafted`: of a number that the user sees; else 404."""
    _find_form(request, pk)


def _form_pages(pk: int) -> list[str]:
    """For `drafted`: a number that was given out, spoiled or returned."""
    return [reverse(name, args=[pk]) for name in ("form_issue", "form_spoil")]


@audience(Act.FILE)
@typed(lambda request, pk: IssueForm(request.POST))
@drafted(_seen_form, ends=_form_pages, what="发放入党志愿书")
@require_http_methods(["GET", "POST"])
def form_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a form out for a case."""
    number = _find_form(request, pk)
    book = _book(request, number.organization)
    asking = Confirmation(
        title=f"发放入党志愿书 {number}",
        facts=_about(number),
        label="发放",
        cancel_url=book,
    )
    form = IssueForm(posted(request))

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
        done=leading_to(request, book, f"编号 {number} 已发放。"),
        show=lambda shown: confirm_page(request, form, asking, shown),
    )


@audience(Act.FILE)
@typed(lambda request, pk: SpoilForm(request.POST))
@drafted(_seen_form, ends=_form_pages, what="登记入党志愿书作废或退回")
@require_http_methods(["GET", "POST"])
def form_spoil(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that a form was spoiled or returned."""
    number = _find_form(request, pk)
    book = _book(request, number.organization)
    asking = Confirmation(
        title=f"入党志愿书 {number} 作废或退回",
        facts=_about(number),
        warning="登记后不能恢复，这个编号也不再发放。",
        label="登记",
        cancel_url=book,
    )
    form = SpoilForm(posted(request))
    return act_page(
        request,
        form,
        do=lambda: services.spoil_form(number_id=number.pk, by=request.actor, **form.cleaned_data),
        done=leading_to(request, book, f"编号 {number} 已登记。"),
        show=lambda shown: confirm_page(request, form, asking, shown),
    )


def _about(number: FormNumber) -> list[Fact]:
    """What tells the number on its pages."""
    return [
        Fact("编号", str(number)),
        Fact("编号簿", number.organization.name),
        Fact("状态", number.get_state_display()),
    ]


def _gap_page(request: SignedInRequest) -> str:
    """For `drafted`: each gap has its own page, whichever page of the book one came from."""
    query = {name: _asked(request, name) for name in ("organization", "letters", "first", "last")}
    return f"{reverse('form_gap')}?{urlencode(query)}"


@audience(Act.FILE)
@typed(lambda request: GapForm(request.POST))
@drafted(_book_place, page_of=_gap_page, what="说明断号原因")
@require_http_methods(["GET", "POST"])
def form_gap(request: SignedInRequest) -> HttpResponse:
    """Say why numbers between two blocks are missing."""
    organization = _place(request, selectors.book_places(request.actor))
    gap = _find_gap(request, organization)
    book = _book(request, organization)
    asking = Confirmation(
        title="说明断号原因",
        facts=[Fact("编号簿", organization.name), Fact("断号", gap.text)],
        label="登记原因",
        cancel_url=book,
    )
    form = GapForm(
        posted(request),
        initial={"explanation": gap.explanation},
    )

    return act_page(
        request,
        form,
        do=lambda: services.explain_gap(
            organization=organization, gap=gap, by=request.actor, **form.cleaned_data
        ),
        done=leading_to(request, book, "已登记断号原因。"),
        show=lambda shown: confirm_page(request, form, asking, shown),
    )


def _find_gap(request: SignedInRequest, organization: Organization) -> Gap:
    """The gap of the book that the address names; else 404."""
    wanted = tuple(_asked(request, name) for name in ("letters", "first", "last"))
    for gap in selectors.form_book(organization).gaps:
        if (gap.prefix, str(gap.first), str(gap.last)) == wanted:
            return gap
    raise Http404
