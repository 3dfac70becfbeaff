"""All components with examples, for who makes pages: two pages that a demo alone has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from branches.access import SIGNED_IN, audience
from branches.models import Installation
from cases.procedure import STAGES, STEPS, Step
from cases.selectors.wording import Fact

if TYPE_CHECKING:
    from branches.access import SignedInRequest

TODAY = date(2026, 5, 18)
#: The step before which the example stands, and those that are not as they should be.
NOW, STATES = 15, {9: "missing", 16: "overdue"}
NOTES = {9: "缺登记", NOW: "最迟", NOW + 1: "最迟"}


class MeetingForm(forms.Form):
    """A form with a field of each kind, filled in wrongly."""

    held_on = forms.DateField(label="支部大会日期", help_text="如 2026年5月18日 或 2026-5-18")
    present = forms.IntegerField(label="实到有表决权的正式党员", min_value=0)
    outcome = forms.ChoiceField(
        label="大会结论",
        choices=[("yes", "通过"), ("no", "不通过")],
        widget=forms.RadioSelect,
        help_text="以实际表决为准",
    )
    opinions = forms.MultipleChoiceField(
        label="听取意见",
        choices=[("a", "党小组"), ("b", "群众")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    chair = forms.ChoiceField(label="主持人", choices=[("", "请选择"), ("1", "王立新")])
    secret = forms.BooleanField(label="无记名投票", required=False)
    resolution = forms.CharField(label="决议", widget=forms.Textarea, required=False)
    scan = forms.FileField(label="扫描件", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].range_hint = "应在 2026年4月20日 至 2026年5月20日 之间（第十九条）"  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """One row."""

    name = forms.CharField(label="姓名")
    since = forms.DateField(label="自")
    until = forms.DateField(label="至", required=False)


class FilterForm(forms.Form):
    """Filters of a list."""

    organization = forms.ChoiceField(label="党组织", choices=[("", "全部")], required=False)
    stage = forms.ChoiceField(label="阶段", choices=[("", "全部")], required=False)
    due = forms.ChoiceField(
        label="期限", choices=[("", "全部"), ("late", "已逾期")], required=False
    )
    q = forms.CharField(label="姓名、拼音首字母或编号", required=False)


def _state(no: int) -> str:
    """How far a step is in the example."""
    if no in STATES:
        return STATES[no]
    if no < NOW:
        return "done"
    return "now" if no == NOW else "todo"


def _files(no: int) -> dict[str, int]:
    """How many papers and scans of a step there are, and are missing."""
    lacks = no in (7, NOW)
    return {"printed": 2 * (no < 5), "kept": int(no < NOW), "lacking": int(lacks)}


def _step(step: Step) -> dict[str, Any]:
    """A step as the bar shows it."""
    day = None
    if step.no <= NOW + 1:
        day = TODAY - timedelta(days=(NOW - step.no) * 30)
    return {
        "no": step.no,
        "label": f"{step.no} {step.term}",
        "opens": f"?step={step.no}",
        "state": _state(step.no),
        "is_checkpoint": step.star is not None,
        "day": day,
        "note": NOTES.get(step.no, ""),
        "url": "#" if step.no == NOW else "",
        **_files(step.no),
    }


def _stages() -> Iterator[dict[str, Any]]:
    """The five stages of a case."""
    for stage in STAGES:
        steps = [step for step in STEPS if step.stage == stage.no and not step.only_2026]
        rows = [_step(step) for step in steps]
        states = [row["state"] for row in rows]
        first, last = steps[0].no, steps[-1].no
        state = "done" if last < NOW else "todo"
        if first <= NOW <= last:
            state = "now"
        yield {
            "name": stage.work,
            "state": state,
            "done": states.count("done"),
            "total": len(rows),
            "steps": rows,
        }


@audience(SIGNED_IN)
@require_GET
def components(request: SignedInRequest) -> HttpResponse:
    """The components of a page of one column."""
    return _shown(request, "help/components.html")


@audience(SIGNED_IN)
@require_GET
def components_panes(request: SignedInRequest) -> HttpResponse:
    """Those of a page on which something is decided."""
    return _shown(request, "help/components_panes.html")


def _shown(request: SignedInRequest, template: str) -> HttpResponse:
    if not settings.DEMO or not Installation.is_demo_database():
        raise Http404
    return render(request, template, context())


def context() -> dict[str, Any]:
    """What the pages show."""
    shown: dict[str, Any] = {}
    for part in (_about, _work, _entries, _tasks, _lists, _forms, _checks):
        shown |= part()
    return shown


def _about() -> dict[str, Any]:
    """Around the page, and the facts of a person."""
    return {
        "today": TODAY,
        "messages": [
            Message("success", "已登记：党组织派人谈话。"),
            Message("warning", "谈话已超过一个月的期限，问题已记录。"),
        ],
        "crumbs": [
            {"label": "工作台", "url": "#"},
            {"label": "案卷", "url": "#"},
            {"label": "张雨晴", "url": ""},
        ],
        "actions": [
            {"label": "打印", "url": "#", "kind": "second"},
            {"label": "更正", "url": "#", "kind": "second"},
        ],
        "soon": TODAY + timedelta(days=5),
        "late": TODAY - timedelta(days=3),
        "earlier": TODAY - timedelta(days=20),
        "facts": [
            Fact("姓名", "张雨晴"),
            Fact("出生日期", "1999年1月1日（取自身份证号）"),
            Fact("工作单位及职务", "北山林场营林科 技术员"),
            Fact("曾用名", ""),
        ],
        "tabs": [
            {"label": "经过", "url": "#", "is_current": True},
            {"label": "问题", "url": "#", "count": 3},
            {"label": "材料", "url": "#", "count": 0},
            {"label": "查看记录", "url": "#"},
        ],
    }


def _work() -> dict[str, Any]:
    """A case: how far it is, what else may be done, what was found."""
    return {
        "stages": list(_stages()),
        "others": [
            {"label": "登记培养教育考察", "url": "#"},
            {"label": "登记集中培训", "reason": "尚未列为发展对象", "article": "第十七条"},
        ],
        "findings": [
            {
                "severity": "void",
                "title": "支部大会到会人数不足",
                "article": "第十九条",
                "edition": 2026,
                "message": "应到 21 人，实到 10 人，未超过半数。",
                "remedy": "重新召开支部大会。",
                "url": "#",
            },
            {
                "severity": "correct",
                "title": "一个月内派人谈话",
                "article": "第七条",
                "edition": 2014,
                "message": "应不迟于 2026年6月30日，实际 2026年7月4日。",
            },
            {"severity": "advise", "title": "思想汇报", "message": "本季度没有思想汇报。"},
        ],
    }


def _entries() -> dict[str, Any]:
    """The time line of a case."""
    at = datetime(2026, 5, 18, 1, 5, tzinfo=timezone.get_fixed_timezone(0))
    entry = {"day": TODAY, "recorded_at": at, "by": "李建国"}
    return {
        "entries": [
            {
                "title": "支部委员会审查",
                "day": TODAY,
                "recorded_at": at,
                "by": "李建国（北山林场第一党支部 支部书记）",
                "facts": [Fact("实到", "5"), Fact("结论", "通过")],
                "changes": [
                    {
                        "kind": "更正",
                        "day": TODAY,
                        "by": "李建国",
                        "recorded_at": at,
                        "text": "实到 4 改为 5。理由：漏计一人。",
                    }
                ],
            },
            entry | {"title": "报上级党委备案", "kind": "filing", "text": "第 1 次上报"},
            entry | {"title": "退回", "by": "赵敏", "kind": "turn", "text": "缺群众意见。"},
            entry | {"title": "确定发展对象", "void": "已作废"},
        ],
    }


def _tasks() -> dict[str, Any]:
    """What there is to do, and numbers."""
    task = {
        "person": "张雨晴",
        "person_url": "#",
        "note": "2026-0031",
        "what": "党组织派人谈话",
        "article": "第七条",
    }
    return {
        "figures": [
            {"label": label, "value": value, "note": note, "url": "#"}
            for label, value, note in (
                ("入党申请人", 412, "本年新增 37"),
                ("入党积极分子", 208, ""),
                ("发展对象", 64, ""),
                ("预备党员", 51, "指标 60"),
                ("正式党员", 33, "本年转正"),
            )
        ],
        "overdue_tasks": [
            task | {"due_on": TODAY - timedelta(days=3), "label": "登记谈话", "url": "#"},
            task
            | {
                "person": "欧阳文静",
                "due_on": TODAY - timedelta(days=40),
                "label": "登记谈话",
                "reason": "须由党委委员或组织员登记",
            },
        ],
        "tasks": [
            task | {"due_on": TODAY, "label": "登记谈话", "url": "#"},
            task
            | {
                "what": "继续教育考察",
                "due_on": TODAY + timedelta(days=6),
                "label": "登记考察",
                "url": "#",
            },
            task | {"what": "指定培养联系人", "due_on": None, "label": "指定", "url": "#"},
        ],
    }


def _lists() -> dict[str, Any]:
    """A filter and a table."""
    return {
        "filter_form": FilterForm(),
        "columns": [
            {"label": "党支部"},
            *(
                {"label": label, "is_number": True}
                for label in ("申请人", "积极分子", "指标", "已用")
            ),
        ],
        "rows": [
            ["北山林场第一党支部", 12, 7, 3, 2],
            ["机关党支部", 1, 0, 1, 0],
            ["南坡护林站党支部", 33, 14, 4, 4],
        ],
        "foot": ["合计", 46, 21, 8, 6],
    }


def _forms() -> dict[str, Any]:
    """Forms: filled in wrongly, with their arithmetic, and rows."""
    formset = forms.formset_factory(ContactForm, extra=0)(
        initial=[{"name": "李明", "since": TODAY}, {"name": "王芳", "since": TODAY}],
        prefix="contacts",
    )
    return {
        "form": MeetingForm({"held_on": "2026-13-1", "present": "二十", "resolution": "同意"}),
        "votes": [
            {
                "label": "到会",
                "sum": "应到 21，实到 15；须超过半数，至少 11",
                "state": "good",
                "result": "达到法定人数",
                "article": "第十九条",
            },
            {
                "label": "表决",
                "sum": "赞成 9 + 书面赞成 1 = 10；须超过应到的半数，至少 11",
                "state": "bad",
                "result": "还差 1 票",
                "article": "第二十条",
            },
            {"label": "票数", "sum": "收回票未填", "state": "unknown", "result": "填写后核算"},
        ],
        "formset": formset,
    }


def _checks() -> dict[str, Any]:
    """What was checked of a filing."""
    return {
        "checklist": [
            {
                "state": "good",
                "title": "政治审查结论",
                "article": "第十六条",
                "url": "#",
                "text": "2026年3月1日 合格",
            },
            {
                "state": "bad",
                "title": "听取群众意见",
                "article": "第十三条",
                "text": "没有登记群众意见。",
            },
            {
                "state": "unknown",
                "title": "预审",
                "article": "第十八条",
                "text": "导入的案卷没有此项。",
            },
            {"state": "good", "title": "集中培训", "article": "第十七条"},
        ],
    }


class Message(str):
    """A message as django.contrib.messages hands it to a template."""

    level_tag: str

    def __new__(cls, level_tag: str, text: str) -> Message:
        message = super().__new__(cls, text)
        message.level_tag = level_tag
        return message
