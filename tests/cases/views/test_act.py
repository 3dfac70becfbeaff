"""act_page: asked for, refused, stale or done."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.test import RequestFactory

from cases.forms import ReasonForm
from cases.may import Reason
from cases.services import Refused, Reused, Stale
from cases.views.act import REUSED, Shown, act_page

SENT = {"reason": "登记有误", "version": "1"}


class Page:
    """A page with one act, which notes how it was shown."""

    def __init__(self, data: dict[str, str] | None, raises: Exception | None = None) -> None:
        self.raises, self.done = raises, 0
        self.shown: Shown | None = None
        factory = RequestFactory()
        self.request: Any = factory.get("/") if data is None else factory.post("/", data)
        sent = None if data is None else {"request_id": str(uuid4()), **data}
        self.form = ReasonForm(sent, version=1)

    def do(self) -> str:
        """The act."""
        self.done += 1
        if self.raises is not None:
            raise self.raises
        return "made"

    def show(self, shown: Shown) -> HttpResponse:
        """The page."""
        self.shown = shown
        return HttpResponse(status=shown.status)

    def answer(self) -> HttpResponse:
        """What the browser gets."""
        return act_page(
            self.request,
            self.form,
            do=self.do,
            done=lambda made: HttpResponse(made),
            show=self.show,
        )


def test_a_page_that_is_asked_for_does_nothing() -> None:
    page = Page(None)
    assert page.answer().status_code == 200
    assert (page.done, page.shown) == (0, Shown())


def test_a_form_that_is_not_valid_does_nothing() -> None:
    page = Page({"version": "1"})
    assert page.answer().status_code == 422
    assert page.done == 0
    assert page.form.errors["reason"]


def test_an_act_that_is_done_leads_on() -> None:
    page = Page(SENT)
    assert page.answer().content == b"made"
    assert (page.done, page.shown) == (1, None)


@pytest.mark.parametrize(
    "raises",
    [Refused([Reason("不行。", "reason")]), ValidationError({"reason": "不行。"})],
    ids=["refused", "not valid"],
)
def test_a_refusal_stands_at_its_field(raises: Exception) -> None:
    page = Page(SENT, raises)
    assert page.answer().status_code == 422
    assert page.form.errors == {"reason": ["不行。"]}
    assert page.form["reason"].value() == "登记有误"


def test_a_request_id_that_stands_elsewhere_is_renewed() -> None:
    page = Page(SENT, Reused())
    before = page.form.data["request_id"]
    assert page.answer().status_code == 422
    assert page.form.non_field_errors() == [REUSED]
    assert page.form.data["request_id"] != before
    assert page.form["reason"].value() == "登记有误"


def test_a_stale_page_is_shown_with_what_was_typed() -> None:
    page = Page(SENT, Stale([]))
    assert page.answer().status_code == 409
    assert page.shown is not None
    assert page.shown.is_stale
    assert page.form["reason"].value() == "登记有误"


def test_who_may_not_is_no_refusal_of_the_form() -> None:
    with pytest.raises(PermissionDenied):
        Page(SENT, PermissionDenied()).answer()


def test_a_form_of_django_is_refused_alike() -> None:
    page = Page(SENT, Refused([Reason("不行。")]))
    page.form = forms.Form({})  # type: ignore[assignment]  # it has no field of ours
    assert page.answer().status_code == 422
    assert page.form.non_field_errors() == ["不行。"]
