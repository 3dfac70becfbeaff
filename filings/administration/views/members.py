"""Members: one entered, changed, moved to another organization, or ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from branches import services
from branches.access import audience
from branches.acts import Act
from branches.models import Member, User
from cases.selectors.wording import Fact, written
from cases.views.act import act_page, leading_to, posted
from cases.views.common import Confirmation, confirm_page
from cases.views.drafts import drafted
from cases.views.typed import typed
from filings.administration.forms import EndForm, MemberForm, StandingForm, TransferForm
from filings.administration.selectors.pages import (
    disciplines,
    has_open_case,
    member_facts,
    memberships,
)
from filings.administration.views.common import (
    Asked,
    Crumb,
    crumbs,
    find_member,
    find_organization,
    form_page,
    of_member,
    of_organization,
)

if TYPE_CHECKING:
    from branches.access import SignedInRequest

STAYS = "此人在这个支部有未办结的案卷。案卷不随党员转移，先办结或者终止案卷。"


def _url(found: Member) -> str:
    return reverse("member", args=[found.pk])


@audience(Act.ADMINISTER)
@require_GET
def member(request: SignedInRequest, pk: int) -> HttpResponse:
    """A member: who it is, where and since when, under which disciplines, with which account."""
    found, actor = find_member(request, pk), request.actor
    user = User.objects.administered_by(actor).filter(person=found.person_id).first()
    context = {
        "member": found,
        "facts": list(member_facts(found)),
        "memberships": memberships(found, actor),
        "disciplines": disciplines(found, actor),
        "account": user,
        "is_current": found.until_on is None,
        "crumbs": crumbs(actor, found.organization, Crumb(found.person.name)),
    }
    return render(request, "filings/administration/member.html", context)


@audience(Act.ADMINISTER)
@typed(lambda request, pk: MemberForm(request.POST))
@drafted(of_organization, what="登记党员")
@require_http_methods(["GET", "POST"])
def member_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter a person as a member."""
    organization = find_organization(request, pk)
    form = MemberForm(posted(request))
    asked = Asked(
        title="登记党员",
        label="登记",
        crumbs=crumbs(request.actor, organization, Crumb("登记党员")),
        cancel_url=reverse("organization", args=[organization.pk]),
        lead=f"编入{organization.name}。由申请人发展来的党员在案卷中接收，不在这里登记。",
    )
    return act_page(
        request,
        form,
        do=lambda: services.enter_member(
            person=form.person(), member=form.member(organization), by=request.actor
        ),
        done=lambda made: leading_to(request, _url(made), f"已登记{made.person.name}。")(made),
        show=lambda shown: form_page(request, form, asked, shown),
    )


@audience(Act.ADMINISTER)
@typed(lambda request, pk: StandingForm(request.POST))
@drafted(of_member, what="修改党员信息")
@require_http_methods(["GET", "POST"])
def member_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the standing and the days of a membership."""
    found = find_member(request, pk)
    about = {name: getattr(found, name) for name in StandingForm.base_fields}
    form = StandingForm(posted(request), initial=about)
    asked = Asked(
        title=f"修改{found.person.name}的党员信息",
        label="保存",
        crumbs=_crumbs(request, found, "修改"),
        cancel_url=_url(found),
        lead=found.organization.name,
    )
    return act_page(
        request,
        form,
        do=lambda: services.update_member(member=found, by=request.actor, **form.cleaned_data),
        done=leading_to(request, _url(found), "已保存。"),
        show=lambda shown: form_page(request, form, asked, shown),
    )


def _crumbs(request: SignedInRequest, found: Member, label: str) -> list[Crumb]:
    name = Crumb(found.person.name, _url(found))
    return crumbs(request.actor, found.organization, name, Crumb(label))


def _said(found: Member) -> list[Fact]:
    return [
        Fact("党员", found.person.name),
        Fact("身份", found.get_standing_display()),
        Fact("现在的组织", f"{found.organization.name}，{written(found.from_on)}编入"),
        Fact("账号和任职", "不随着改变，需要时另行办理"),
    ]


def _warning(found: Member) -> str:
    """Only of a probationary member: that a full one once had a case is nothing to tell."""
    is_probationary = found.standing == Member.Standing.PROBATIONARY
    return STAYS if is_probationary and has_open_case(found) else ""


def _typed_transfer(request: SignedInRequest, pk: int) -> TransferForm:
    return TransferForm(request.POST, member=find_member(request, pk), by=request.actor)


@audience(Act.ADMINISTER)
@typed(_typed_transfer)
@drafted(of_member, what="转移党员组织关系")
@require_http_methods(["GET", "POST"])
def member_transfer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move a member to another organization on a day."""
    found = find_member(request, pk)
    form = TransferForm(posted(request), member=found, by=request.actor)
    asking = Confirmation(
        title=f"转移{found.person.name}的组织关系",
        facts=_said(found),
        label="转移",
        cancel_url=_url(found),
        warning=_warning(found),
    )
    return act_page(
        request,
        form,
        do=lambda: services.transfer_member(
            member=found,
            to=form.cleaned_data["organization"],
            on=form.cleaned_data["on"],
            by=request.actor,
        ),
        done=lambda made: leading_to(request, _url(made), f"已转到{made.organization.name}。")(
            made
        ),
        show=lambda shown: confirm_page(request, form, asking, shown),
    )


@audience(Act.ADMINISTER)
@typed(lambda request, pk: EndForm(request.POST))
@drafted(of_member, what="登记党员离开")
@require_http_methods(["GET", "POST"])
def member_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a membership: gone elsewhere, left, died."""
    found = find_member(request, pk)
    form = EndForm(posted(request))
    asking = Confirmation(
        title=f"登记{found.person.name}离开",
        facts=_said(found),
        label="登记离开",
        cancel_url=_url(found),
        warning=_warning(found),
    )
    return act_page(
        request,
        form,
        do=lambda: services.end_member(
            member=found, until_on=form.cleaned_data["until_on"], by=request.actor
        ),
        done=leading_to(request, _url(found), f"已登记{found.person.name}离开。"),
        show=lambda shown: confirm_page(request, form, asking, shown),
    )
