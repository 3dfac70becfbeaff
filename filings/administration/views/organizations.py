"""The tree of organizations, and the page of one: opening, changing, moving and closing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from branches import services
from branches.access import audience
from branches.acts import Act
from branches.models import Organization
from cases.selectors.paging import Order, page_of
from cases.selectors.wording import Fact
from cases.views.act import Shown, act_page, leading_to, posted
from cases.views.common import Confirmation, confirm_page
from cases.views.drafts import drafted
from cases.views.typed import typed
from filings.administration.forms import (
    CloseForm,
    MembersForm,
    MoveForm,
    OrganizationForm,
    TreeForm,
)
from filings.administration.selectors.pages import (
    counts,
    members_in,
    organization_facts,
    posts_seen,
    roles_at,
)
from filings.administration.selectors.tree import MOST, nodes_of, search, tree, vacant
from filings.administration.views.common import (
    Asked,
    Crumb,
    crumbs,
    find_organization,
    form_page,
    of_organization,
    tabs,
)

if TYPE_CHECKING:
    from branches.access import SignedInRequest

BY_NAME, PAGE_SIZE = Order("person__pinyin"), 20


@audience(Act.ADMINISTER)
@require_GET
def organizations(request: SignedInRequest) -> HttpResponse:
    """The tree; or what a search finds in it."""
    form = TreeForm(request.GET)
    form.is_valid()
    text = form.cleaned_data.get("q", "").strip()
    state, actor = form.cleaned_data.get("state", ""), request.actor
    context: dict[str, Any] = {"form": form, "text": text, "is_narrowed": bool(state)}
    context["tabs"] = tabs(actor, "organizations")
    if text:
        context["found"] = search(text, actor)
    elif state == "vacant":
        context["nodes"] = nodes_of(vacant(actor), actor)
    else:
        context["nodes"] = tree(actor, with_closed=state == "closed")
    return render(request, "filings/administration/organizations.html", context)


@audience(Act.ADMINISTER)
@require_GET
def organization(request: SignedInRequest, pk: int) -> HttpResponse:
    """What an organization is, what stands below it, who holds a post and who is a member there."""
    found, actor = find_organization(request, pk), request.actor
    form = MembersForm(request.GET)
    form.is_valid()
    text, state = form.cleaned_data.get("q", "").strip(), form.cleaned_data.get("state")
    members = members_in(found, actor, text=text, has_left=state == "left")
    parent = Organization.objects.filter(path=found.parent_path).first()
    posts = posts_seen(actor).filter(organization=found)
    below = Organization.objects.administered_by(actor).filter(
        path__startswith=found.path, depth=found.depth + 1
    )
    context = {
        "organization": found,
        "facts": organization_facts(found, parent),
        "counts": counts(found, actor),
        "nodes": nodes_of(below, actor),
        "most": MOST,
        "posts": posts.exclude(until_on__lte=actor.today).order_by("role", "from_on"),
        "past_posts": posts.filter(until_on__lte=actor.today).order_by("-until_on")[:PAGE_SIZE],
        "form": form,
        "is_searched": bool(text or state),
        "is_narrowed": bool(state),
        "page": page_of(members, BY_NAME, request.GET, PAGE_SIZE),
        "admits_posts": bool(roles_at(found)),
        "is_open": found.is_open_on(actor.today),
        "crumbs": crumbs(actor, found),
    }
    return render(request, "filings/administration/organization.html", context)


def _url(found: Organization) -> str:
    return reverse("organization", args=[found.pk])


@audience(Act.ADMINISTER)
@typed(lambda request, pk: OrganizationForm(request.POST))
@drafted(of_organization, what="新设下级组织")
@require_http_methods(["GET", "POST"])
def organization_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open an organization below another."""
    parent = find_organization(request, pk)
    form = OrganizationForm(posted(request))
    asked = Asked(
        title="新设下级组织",
        label="新设",
        crumbs=crumbs(request.actor, parent, Crumb("新设下级组织")),
        cancel_url=_url(parent),
        lead=f"设在{parent.name}之下",
    )
    return act_page(
        request,
        form,
        do=lambda: services.create_organization(
            parent=parent, by=request.actor, **form.cleaned_data
        ),
        done=lambda made: leading_to(request, _url(made), f"已新设{made.name}。")(made),
        show=lambda shown: form_page(request, form, asked, shown),
    )


@audience(Act.ADMINISTER)
@typed(lambda request, pk: OrganizationForm(request.POST))
@drafted(of_organization, what="修改组织")
@require_http_methods(["GET", "POST"])
def organization_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename an organization or change what it is."""
    found = find_organization(request, pk)
    form = OrganizationForm(posted(request), organization=found)
    asked = Asked(
        title="修改组织",
        label="保存",
        crumbs=crumbs(request.actor, found, Crumb("修改")),
        cancel_url=_url(found),
        lead="改名后，已登记的内容和已打印的文书仍写当时的名称。",
    )
    return act_page(
        request,
        form,
        do=lambda: services.update_organization(
            organization=found, by=request.actor, **form.cleaned_data
        ),
        done=leading_to(request, _url(found), "已保存。"),
        show=lambda shown: form_page(request, form, asked, shown),
    )


def _typed_move(request: SignedInRequest, pk: int) -> MoveForm:
    found = find_organization(request, pk)
    return MoveForm(request.POST, organization=found, by=request.actor)


@audience(Act.ADMINISTER)
@typed(_typed_move)
@drafted(of_organization, what="移动组织")
@require_http_methods(["GET", "POST"])
def organization_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put an organization with all below it under another."""
    found = find_organization(request, pk)
    form = MoveForm(posted(request), organization=found, by=request.actor)
    parent = Organization.objects.filter(path=found.parent_path).first()
    asking = Confirmation(
        title=f"移动{found.name}",
        facts=[
            Fact("现在的上级", parent.name if parent is not None else "没有，是最上级组织"),
            Fact("一起移动的下级", _below(found)),
        ],
        label="移动",
        cancel_url=_url(found),
        warning="移动后，报送给新的上级，新的上级各单位能看到它的案卷，原来的上级不再能看到。",
    )
    return act_page(
        request,
        form,
        do=lambda: services.move_organization(
            organization=found, parent=form.cleaned_data["parent"], by=request.actor
        ),
        done=leading_to(request, _url(found), f"已移动{found.name}。"),
        show=lambda shown: confirm_page(request, form, asking, shown),
    )


def _below(found: Organization) -> str:
    count = Organization.objects.filter(path__startswith=found.path).exclude(pk=found.pk).count()
    return f"{count} 个" if count else "没有"


@audience(Act.ADMINISTER)
@typed(lambda request, pk: CloseForm(request.POST))
@drafted(of_organization, what="撤销组织")
@require_http_methods(["GET", "POST"])
def organization_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an organization from a day on."""
    found = find_organization(request, pk)
    form = CloseForm(posted(request))
    there = counts(found, request.actor)
    asking = Confirmation(
        title=f"撤销{found.name}",
        facts=[
            Fact("未撤销的下级组织", f"{there.below} 个"),
            Fact("党员", f"{there.full + there.probationary} 名"),
            Fact("未办结的案卷", f"{there.cases} 件"),
        ],
        label="撤销",
        cancel_url=_url(found),
        warning="有下级组织、党员或未办结的案卷时不能撤销。撤销后在这里的任职终止，历史记录保留，不能恢复。",
    )

    def show(shown: Shown) -> HttpResponse:
        return confirm_page(request, form, asking, shown)

    return act_page(
        request,
        form,
        do=lambda: services.close_organization(
            organization=found, closed_on=form.cleaned_data["closed_on"], by=request.actor
        ),
        done=leading_to(request, _url(found), f"已登记撤销{found.name}。"),
        show=show,
    )
