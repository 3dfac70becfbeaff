"""Addresses of the pages on which something is recorded, by the names of their views."""

from __future__ import annotations

from django.urls import reverse

from cases.models import Case, Entry, Sponsorship


def step_url(case: Case, code: str) -> str:
    return reverse("step", args=[case.number, code])


def supplement_url(case: Case, code: str) -> str:
    return reverse("supplement", args=[case.number, code])


def examination_url(case: Case) -> str:
    return f"{reverse('examinations')}?case={case.number}"


def turn_url(case: Case, code: str) -> str:
    return reverse("turn", args=[case.number, code])


def replace_url(case: Case, row: Sponsorship) -> str:
    return reverse("replace_sponsor", args=[case.number, row.pk])


def correct_url(case: Case, entry: Entry) -> str:
    return reverse("correct", args=[case.number, entry.pk])


def annul_url(case: Case, entry: Entry) -> str:
    return reverse("annul", args=[case.number, entry.pk])


def submit_url(case: Case, code: str) -> str:
    return f"{reverse('filing_submit', args=[code])}?case={case.number}"
