"""Accounts: made for a person, renamed, given a first password, locked and unlocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from branches import services
from branches.access import audience
from branches.acts import Act
from branches.models import Member, Organization, Person, User
from cases.selectors.paging import Order, page_of
from cases.selectors.wording import Fact
from cases.views.act import act_page, leading_to, posted
from cases.views.common import Confirmation, confirm_page
from cases.views.drafts import drafted
from cases.views.typed import typed
from filings.administration.forms import (
    AccountChangeForm,
    AccountForm,
    AccountsForm,
    ConfirmForm,
    FirstPasswordForm,
)
from filings.administration.selectors.pages import accounts_of, people_without_account, posts_seen
from filings.administration.views.common import (
    Asked,
    Crumb,
    crumbs,
    find_account,
    find_organization,
    form_page,
    keeps,
    kept_account,
    of_organization,
    tabs,
)

if TYPE_CHECKING:
    from branches.access import SignedInRequest

BY_USERNAME, PAGE_SIZE = Order("username"), 50


def _url(user: User) -> str:
    return reverse("account", args=[user.pk])


@audience(Act.ADMINISTER)
@require_GET
def accounts(request: SignedInRequest) -> HttpResponse:
    """The accounts of the whole tree."""
    form = AccountsForm(request.GET)
    form.is_valid()
    text, state = form.cleaned_data.get("q", "").strip(), form.cleaned_data.get("state", "")
    rows = accounts_of(state, text, request.actor)
    context = {
        "form": form,
        "is_narrowed": bool(state),
        "page": page_of(rows, BY_USERNAME, request.GET, PAGE_SIZE),
        "tabs": tabs(request.actor, "accounts"),
    }
    return render(request, "filings/administration/accounts.html", context)


@audience(Act.ADMINISTER)
@require_GET
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    """An account: whose it is, whether it is in use, and its posts, running and past."""
    found, actor = find_account(request, pk), request.actor
    membership = None
    if found.person_id is not None:
        rows = Member.objects.administered_by(actor).filter(person=found.person_id)
        membership = rows.order_by("-from_on", "-pk").first()
    context = {
        "account": found,
        "membership": membership,
        "posts": posts_seen(actor).filter(user=found).order_by("-from_on", "-pk"),
        "keeps": keeps(actor, found),
        "is_own": found.pk == actor.key,
        "today": actor.today,
        "crumbs": _crumbs(request, found),
    }
    return render(request, "filings/administration/account.html", context)


def _crumbs(request: SignedInRequest, found: User, *further: Crumb) -> list[Crumb]:
    own = Crumb(found.username, _url(found))
    if found.organization is None:
        return [Crumb("账号", reverse("accounts")), own, *further]
    return crumbs(request.actor, found.organization, own, *further)


def _typed_account(request: SignedInRequest, pk: int) -> AccountForm:
    people = people_without_account(find_organization(request, pk), request.actor)
    return AccountForm(request.POST, people=people, person=None)


@audience(Act.ADMINISTER)
@never_cache
@sensitive_post_parameters("password")
@typed(_typed_account)
@drafted(of_organization, page_of=lambda request: request.get_full_path(), what="建立账号")
@require_http_methods(["GET", "POST"])
def account_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make an account at an organization, with a first password."""
    organization = find_organization(request, pk)
    people = people_without_account(organization, request.actor)
    person = next((pk for pk, _ in people if str(pk) == request.GET.get("person")), None)
    form = AccountForm(posted(request), people=people, person=person)
    asked = Asked(
        title="建立账号",
        label="建立",
        crumbs=crumbs(request.actor, organization, Crumb("建立账号")),
        cancel_url=reverse("organization", args=[organization.pk]),
        lead=f"属于{organization.name}。账号能做什么由任职决定，建立后再登记任职。",
    )
    return act_page(
        request,
        form,
        do=lambda: _make(request, form, organization),
        done=lambda made: leading_to(request, _url(made), f"已建立账号 {made.username}。")(made),
        show=lambda shown: form_page(request, form, asked, shown),
    )


def _make(request: SignedInRequest, form: AccountForm, organization: Organization) -> User:
    values = form.cleaned_data
    person = Person.objects.filter(pk=values["person"]).first()
    return services.create_user(
        username=values["username"],
        password=values["password"],
        organization=organization,
        person=person,
        by=request.actor,
    )


def _of_account(request: SignedInRequest, pk: int) -> None:
    kept_account(request, pk)


def _typed_change(request: SignedInRequest, pk: int) -> AccountChangeForm:
    return AccountChangeForm(request.POST, user=kept_account(request, pk), by=request.actor)


@audience(Act.ADMINISTER)
@typed(_typed_change)
@drafted(_of_account, what="修改账号")
@require_http_methods(["GET", "POST"])
def account_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename an account, or hand it to another organization."""
    found = kept_account(request, pk)
    form = AccountChangeForm(posted(request), user=found, by=request.actor)
    asked = Asked(
        title=f"修改账号 {found.username}",
        label="保存",
        crumbs=_crumbs(request, found, Crumb("修改")),
        cancel_url=_url(found),
    )
    return act_page(
        request,
        form,
        do=lambda: services.update_user(user=found, by=request.actor, **form.cleaned_data),
        done=leading_to(request, _url(found), "已保存。"),
        show=lambda shown: form_page(request, form, asked, shown),
    )


@audience(Act.ADMINISTER)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def account_password(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an account a new first password."""
    found = kept_account(request, pk)
    form = FirstPasswordForm(posted(request))
    asking = Confirmation(
        title=f"重置 {found.username} 的密码",
        facts=[Fact("姓名", found.get_full_name())],
        label="重置密码",
        cancel_url=_url(found),
        warning="原来的密码立即失效，已登录的会退出。",
    )
    return act_page(
        request,
        form,
        do=lambda: services.reset_password(
            user=found, password=form.cleaned_data["password"], by=request.actor
        ),
        done=leading_to(request, _url(found), "已重置密码，请把初始密码告诉本人。"),
        show=lambda shown: confirm_page(request, form, asking, shown),
    )


@audience(Act.ADMINISTER)
@require_http_methods(["GET", "POST"])
def account_lock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Switch an account off, or on again."""
    found = kept_account(request, pk)
    word = "停用" if found.is_active else "启用"
    form = ConfirmForm(posted(request), initial={"turn": "off" if found.is_active else "on"})
    asking = Confirmation(
        title=f"{word}账号 {found.username}",
        facts=[Fact("姓名", found.get_full_name())],
        label=word,
        cancel_url=_url(found),
        warning="停用后立即不能登录，任职仍然保留；离任的请另行登记。" if found.is_active else "",
    )
    return act_page(
        request,
        form,
        do=lambda: services.update_user(
            user=found, by=request.actor, is_active=form.cleaned_data["turn"] == "on"
        ),
        done=leading_to(request, _url(found), f"已{word}账号。"),
        show=lambda shown: confirm_page(request, form, asking, shown),
    )
