"""Posts: all of the tree, a new one, and the end of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from branches import services
from branches.access import audience
from branches.acts import Act
from branches.models import Appointment
from cases.selectors.paging import Order, page_of
from cases.selectors.wording import Fact, written
from cases.views.act import act_page, leading_to, posted
from cases.views.common import Confirmation, confirm_page
from cases.views.drafts import drafted
from cases.views.typed import typed
from filings.administration.forms import PostEndForm, PostForm, PostsForm
from filings.administration.selectors.pages import posts_of, posts_seen
from filings.administration.views.common import (
    Asked,
    Crumb,
    crumbs,
    find_organization,
    find_post,
    form_page,
    of_organization,
    tabs,
)

if TYPE_CHECKING:
    from branches.access import SignedInRequest

LATEST_FIRST, PAGE_SIZE = Order("from_on", is_falling=True, read=date.fromisoformat), 50


@audience(Act.ADMINISTER)
@require_GET
def posts(request: SignedInRequest) -> HttpResponse:
    """The posts of the whole tree."""
    form = PostsForm(request.GET)
    form.is_valid()
    text, state = form.cleaned_data.get("q", "").strip(), form.cleaned_data.get("state", "")
    rows = posts_of(posts_seen(request.actor), state, text, request.actor)
    context = {
        "form": form,
        "is_narrowed": bool(state),
        "page": page_of(rows, LATEST_FIRST, request.GET, PAGE_SIZE),
        "tabs": tabs(request.actor, "posts"),
    }
    return render(request, "filings/administration/posts.html", context)


def _typed_post(request: SignedInRequest, pk: int) -> PostForm:
    organization = find_organization(request, pk)
    return PostForm(request.POST, organization=organization, by=request.actor, user="")


@audience(Act.ADMINISTER)
@typed(_typed_post)
@drafted(of_organization, page_of=lambda request: request.get_full_path(), what="登记任职")
@require_http_methods(["GET", "POST"])
def post_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an account a post at an organization."""
    organization = find_organization(request, pk)
    proposed = request.GET.get("user", "")
    form = PostForm(posted(request), organization=organization, by=request.actor, user=proposed)
    url = reverse("organization", args=[organization.pk])
    asked = Asked(
        title="登记任职",
        label="登记",
        crumbs=crumbs(request.actor, organization, Crumb("登记任职")),
        cancel_url=url,
        lead=f"在{organization.name}任职，自任职日期起行使职权。管理员不能任命自己。",
    )

    def appoint() -> Appointment:
        post = Appointment(organization=organization, **form.cleaned_data)
        return services.appoint(post=post, by=request.actor)

    return act_page(
        request,
        form,
        do=appoint,
        done=leading_to(request, url, "已登记任职。"),
        show=lambda shown: form_page(request, form, asked, shown),
    )


def _of_post(request: SignedInRequest, pk: int) -> None:
    find_post(request, pk)


@audience(Act.ADMINISTER)
@typed(lambda request, pk: PostEndForm(request.POST))
@drafted(_of_post, what="登记离任")
@require_http_methods(["GET", "POST"])
def post_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a post on a day."""
    post = find_post(request, pk)
    url = reverse("organization", args=[post.organization_id])
    if post.until_on is not None and post.until_on <= request.actor.today:
        return redirect(url)
    form = PostEndForm(posted(request))
    asking = Confirmation(
        title="登记离任",
        facts=[
            Fact("姓名", post.user.get_full_name()),
            Fact("职务", str(post)),
            Fact("任职日期", written(post.from_on)),
            Fact("已定的离任日期", written(post.until_on) if post.until_on else "没有"),
        ],
        label="登记离任",
        cancel_url=url,
        warning="离任后不能恢复；续任请另行登记任职。任职经过保留。",
    )
    return act_page(
        request,
        form,
        do=lambda: services.end_appointment(
            appointment=post, until_on=form.cleaned_data["until_on"], by=request.actor
        ),
        done=leading_to(request, url, f"已登记{post.user.get_full_name()}离任。"),
        show=lambda shown: confirm_page(request, form, asking, shown),
    )
