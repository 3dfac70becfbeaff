"""A row changed behind the back of the triggers is found."""

from __future__ import annotations

from collections.abc import Callable

import pgtrigger
import pytest
from django.core.management import CommandError, call_command

from cases.models import Case, Entry
from cases.services.chain import Break, first_break
from tests.cases.rules.build import IN_2026
from tests.cases.services.drive import Drive, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return Drive(IN_2026).to("shortlist")


def test_whole_chain_is_proved(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert first_break(case) is None
    call_command("verify_chain")
    call_command("verify_chain", case=case.number)
    assert capsys.readouterr().out == "1 个案卷的登记链完整。\n" * 2


@pytest.mark.parametrize(
    ("tamper", "sequence", "reason"),
    [
        (lambda rows: rows.filter(sequence=2).update(taken_on="2026-06-02"), 2, "内容与摘要不符"),
        (
            lambda rows: rows.filter(sequence=1).update(sealed={"residence": "别处"}),
            1,
            "内容与摘要不符",
        ),
        (lambda rows: rows.filter(sequence=2).update(role="clerk"), 2, "内容与摘要不符"),
        (lambda rows: rows.filter(sequence=2).update(digest="0" * 64), 2, "内容与摘要不符"),
        (
            lambda rows: rows.filter(sequence=2).update(digest_before=""),
            2,
            "与前一条登记的摘要不相连",
        ),
        (lambda rows: rows.filter(sequence=2).delete(), 2, "登记缺失"),
        (lambda rows: rows.filter(sequence=3).delete(), 3, "末尾的登记缺失"),
    ],
)
def test_tampering_is_found_at_its_entry(
    case: Case,
    tamper: Callable[[object], int],
    sequence: int,
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pgtrigger.ignore("cases.Entry:append_only"):
        assert tamper(Entry.objects.filter(case=case))
    assert first_break(fresh(case)) == Break(case.number, sequence, reason)
    with pytest.raises(CommandError, match="1 个案卷"):
        call_command("verify_chain")
    assert f"{case.number} 第 {sequence} 条：{reason}" in capsys.readouterr().err


def test_change_of_letters_and_spaces_in_sealed_text_is_found(case: Case) -> None:
    with pgtrigger.ignore("cases.Entry:append_only"):
        Entry.objects.filter(case=case, sequence=3).update(note="a b")
    assert first_break(fresh(case)) is not None
    changed = case.entries.get(sequence=3)
    digest = changed.compute_digest()
    changed.note = "AB"
    assert changed.compute_digest() != digest


def test_unknown_number_is_an_error(case: Case) -> None:
    with pytest.raises(CommandError, match="没有编号"):
        call_command("verify_chain", case="1999-0001")
