"""Addresses of the pages on which something is recorded, by the names of their views."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from cases.models import Case, Entry


def record_url(case: Case, code: str) -> str:
    return _url("step", case.number, code)


def supplement_url(case: Case, code: str) -> str:
    return _url("supplement", case.number, code)


def turn_url(case: Case, code: str) -> str:
    return _url("take_turn", case.number, code)


def replace_url(case: Case, kind: str) -> str:
    return _url("replace_sponsor", case.number, kind)


def correct_url(case: Case, entry: Entry) -> str:
    return _url("correct", case.number, entry.sequence)


def annul_url(case: Case, entry: Entry) -> str:
    return _url("annul", case.number, entry.sequence)


def _url(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
