"""The pages of the training of party-affairs staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from branches.access import audience
from branches.acts import Act
from branches.models import Organization, User
from cases.selectors.paging import Order, page_of
from cases.views.act import Shown, act_page, leading_to, posted
from cases.views.drafts import draft_of, drafted
from cases.views.typed import typed
from config.kit.clock import today
from filings.planning.forms import AttendeesForm, CourseForm
from filings.planning.models import TrainingCourse
from filings.planning.selectors.courses import SHOWN, shares, staff, untrained
from filings.planning.selectors.places import acting_places, may_act
from filings.planning.services import courses as services
from filings.planning.views.common import (
    crumbs,
    default_organization,
    of_readable,
    readable_organization,
    tabs,
)

if TYPE_CHECKING:
    from branches.access import SignedInRequest

LATEST_FIRST, PAGE_SIZE = Order("from_on", is_falling=True, read=date.fromisoformat), 20


@audience(Act.READ)
@require_GET
def courses(request: SignedInRequest) -> HttpResponse:
    """The own organization."""
    return redirect("courses_of", code=default_organization(request.actor).code)


@audience(Act.READ)
@require_GET
def courses_of(request: SignedInRequest, code: str) -> HttpResponse:
    """The share of each unit, who is missing, and the classes."""
    day = request.actor.today
    organization = readable_organization(request.actor, code)
    held = TrainingCourse.objects.visible_to(request.actor).filter(
        organization__path__startswith=organization.path
    )
    missing = untrained(organization.path, day)
    context = {
        "organization": organization,
        "shares": shares(organization, day),
        "missing": names(missing[:SHOWN]),
        "page": page_of(held.select_related("organization"), LATEST_FIRST, request.GET, PAGE_SIZE),
        "may": may_act(request.actor, Act.TRAIN_STAFF, acting_places(organization, day)),
        "crumbs": crumbs(request.actor, organization, "courses_of"),
        "tabs": tabs(request.actor, "courses"),
    }
    return render(request, "filings/planning/courses.html", context)


def names(people: Iterable[User]) -> list[tuple[int, str]]:
    """(id, name) of accounts, as a form offers them. Wants the persons joined."""
    return [(user.pk, f"{user.get_full_name()}（{user.username}）") for user in people]


def offered(organization: Organization, day: date) -> list[tuple[int, str]]:
    """Whom a class of the organization may list: who is missing first, up to SHOWN of them, then
    the others.
    """
    missing = list(untrained(organization.path, day)[:SHOWN])
    chosen = {user.pk for user in missing}
    others = staff(organization.path, day).exclude(pk__in=chosen)[: max(0, SHOWN - len(missing))]
    return names([*missing, *others])


def _typed_course(request: SignedInRequest, code: str) -> CourseForm:
    organization = readable_organization(request.actor, code)
    return CourseForm(offered(organization, today()), request.POST)


@audience(Act.TRAIN_STAFF)
@typed(_typed_course)
@drafted(of_readable, what="登记轮训班")
@require_http_methods(["GET", "POST"])
def course_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Record a class."""
    day = today()
    organization = readable_organization(request.actor, code)
    form = CourseForm(offered(organization, day), request.POST or None)
    draft_of(request).show(form)

    def done(course: TrainingCourse) -> HttpResponse:
        messages.success(request, "轮训班已登记。")
        return redirect("course", pk=course.pk)

    def show(shown: Shown) -> HttpResponse:
        context = {
            "organization": organization,
            "form": form,
            "tabs": tabs(request.actor, "courses"),
        }
        return render(request, "filings/planning/course_new.html", context, status=shown.status)

    return act_page(
        request,
        form,
        do=lambda: services.record_course(
            organization=organization,
            facts=form.facts(),
            attendees=form.cleaned_data["attendees"],
            by=request.actor,
        ),
        done=done,
        show=show,
    )


def _find(request: SignedInRequest, pk: int) -> TrainingCourse:
    rows = TrainingCourse.objects.visible_to(request.actor).select_related("organization")
    return get_object_or_404(rows, pk=pk)


def _seen(request: SignedInRequest, pk: int) -> None:
    """For `drafted`: of a class the user sees; else 404."""
    _find(request, pk)


def _attended(found: TrainingCourse) -> list[tuple[int, str]]:
    return names(
        User.objects.filter(trainings__course=found).select_related("person").order_by("username")
    )


def _attendees_form(found: TrainingCourse, day: date, data: QueryDict | None) -> AttendeesForm:
    attended = _attended(found)
    people = dict([*attended, *offered(found.organization, day)])
    return AttendeesForm(people.items(), [pk for pk, _ in attended], data)


@audience(Act.READ)
@typed(lambda request, pk: _attendees_form(_find(request, pk), today(), request.POST))
@drafted(_seen, what="轮训班学员名单")
@require_http_methods(["GET", "POST"])
def course(request: SignedInRequest, pk: int) -> HttpResponse:
    """One class with its attendees; who trains may change them."""
    day = today()
    found = _find(request, pk)
    may = may_act(request.actor, Act.TRAIN_STAFF, acting_places(found.organization, day))
    form = _attendees_form(found, day, posted(request))
    draft_of(request).show(form)

    def show(shown: Shown) -> HttpResponse:
        context = {"course": found, "attended": _attended(found), "form": form if may else None}
        context["tabs"] = tabs(request.actor, "courses")
        return render(request, "filings/planning/course.html", context, status=shown.status)

    return act_page(
        request,
        form,
        do=lambda: services.set_attendees(course=found, by=request.actor, **form.cleaned_data),
        done=leading_to(request, request.path, "学员名单已保存。"),
        show=show,
    )
