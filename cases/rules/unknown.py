"""What a rule needs and nobody recorded."""

from __future__ import annotations

from functools import cache

from ..facts.base import Label, StepFacts, Value, fields_of
from .engine import Unknown

#: Facts that no step is asked for.
BIRTH = Unknown("出生日期")
INTRODUCERS = Unknown("入党介绍人")
MEMBER_RECORD = Unknown("党员名册中的记录")
APPROVAL_POWER = Unknown("党组织有无审批权限")
BRANCH_COMMITTEE = Unknown("党支部是否设支委会")
SENT_UP = Unknown("随请示报送的材料")


def unrecorded(value: StepFacts | Value, *names: str) -> list[Unknown]:
    """Those of these fields that have no value although the form always asks for them, or because
    nobody was asked (history from a workbook); what may stay empty is not unknown.

    `yield from unrecorded(talk, "talker", "topics")` says what of a talk the rule does not know.
    """
    lacking = []
    for name in names:
        if getattr(value, name) is None and _is_wanted(value, name):
            lacking.append(Unknown(_labels(type(value))[name].title))
    return lacking


def _is_wanted(value: StepFacts | Value, name: str) -> bool:
    if isinstance(value, StepFacts) and value.asked is not None:
        return name not in value.asked
    return _labels(type(value))[name].required


@cache
def _labels(kind: type[StepFacts | Value]) -> dict[str, Label]:
    return {field.name: field.label for field in fields_of(kind)}
