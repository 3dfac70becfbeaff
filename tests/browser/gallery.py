"""Every component with example contexts, as tests/templates/gallery.html shows them. No page of
the site.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django.utils import timezone

from cases.selectors.wording import Fact
from config.context import Demo

TODAY = date(2026, 5, 18)
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
STEPS = (
    ("申请入党", ("递交入党申请书", "党组织派人谈话")),
    (
        "积极分子的确定和培养教育",
        ("推荐和确定入党积极分子", "上级党委备案", "指定培养联系人", "培养教育考察"),
    ),
    (
        "发展对象的确定和考察",
        ("确定发展对象", "报上级党委备案", "确定入党介绍人", "进行政治审查", "开展集中培训"),
    ),
    (
        "预备党员的接收",
        (
            "支部委员会审查",
            "上级党委预审",
            "填写入党志愿书",
            "支部大会讨论",
            "上级党委派人谈话",
            "上级党委审批",
            "再上一级党委组织部门备案",
        ),
    ),
    (
        "预备党员的教育考察和转正",
        (
            "编入党支部和党小组",
            "入党宣誓",
            "继续教育考察",
            "提出转正申请",
            "支部大会讨论",
            "上级党委审批",
            "材料归档",
        ),
    ),
)
CHECKPOINTS = {2, 3, 4, 8, 13, 18}


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


def stages(now: int = 15) -> list[dict[str, Any]]:
    """The five stages of a case that stands before step `now`."""
    found, no = [], 0
    for name, steps in STEPS:
        rows = []
        for step in steps:
            no += 1
            state = "done" if no < now else "now" if no == now else "todo"
            if no == 9:
                state = "missing"
            if no == 16:
                state = "overdue"
            rows.append(
                {
                    "no": no,
                    "label": f"{no} {step}",
                    "opens": f"?step={no}",
                    "state": state,
                    "is_checkpoint": no in CHECKPOINTS,
                    "day": TODAY - timedelta(days=(now - no) * 30) if no <= now + 1 else None,
                    "note": "最迟" if no in (now, now + 1) else "缺登记" if no == 9 else "",
                    "url": "#" if no == now else "",
                    "printed": 2 if no < 5 else 0,
                    "kept": 1 if no < now else 0,
                    "lacking": 1 if no in (7, now) else 0,
                }
            )
        done = sum(row["state"] == "done" for row in rows)
        first = no - len(rows) + 1
        state = "done" if no < now else "now" if first <= now else "todo"
        found.append(
            {"name": name, "state": state, "done": done, "total": len(rows), "steps": rows}
        )
    return found


def context() -> dict[str, Any]:
    """What the gallery pages are rendered with."""
    at = datetime(2026, 5, 18, 1, 5, tzinfo=timezone.get_fixed_timezone(0))
    formset = forms.formset_factory(ContactForm, extra=0)(
        initial=[{"name": "李明", "since": TODAY}, {"name": "王芳", "since": TODAY}],
        prefix="contacts",
    )
    entry = {"day": TODAY, "recorded_at": at, "by": "李建国"}
    task = {
        "person": "张雨晴",
        "person_url": "#",
        "note": "2026-0031",
        "what": "党组织派人谈话",
        "article": "第七条",
    }
    return {
        "today": TODAY,
        "fixed_day": TODAY,
        "demo": Demo(TODAY, 0),
        "user": SimpleNamespace(
            is_authenticated=True, get_full_name="李建国", get_username="lijianguo"
        ),
        "user_note": "北山林场第一党支部 支部书记",
        "user_menu": [{"label": "我的任职", "url": "#"}, {"label": "修改密码", "url": "#"}],
        "navigation": [
            {"label": "工作台", "url": "#", "is_current": True},
            {"label": "案卷", "url": "#"},
            {"label": "备案审批", "url": "#", "count": 12},
            *(
                {"label": label, "url": "#"}
                for label in ("年度检查", "统计", "组织与任职", "指标", "细则")
            ),
        ],
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
        "stages": stages(),
        "soon": TODAY + timedelta(days=5),
        "late": TODAY - timedelta(days=3),
        "earlier": TODAY - timedelta(days=20),
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
        "facts": [
            Fact("姓名", "张雨晴"),
            Fact("出生日期", "1999年1月1日（取自身份证号）"),
            Fact("工作单位及职务", "北山林场营林科 技术员"),
            Fact("曾用名", ""),
        ],
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
        "tabs": [
            {"label": "经过", "url": "#", "is_current": True},
            {"label": "问题", "url": "#", "count": 3},
            {"label": "材料", "url": "#", "count": 0},
            {"label": "查看记录", "url": "#"},
        ],
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

    def __new__(cls, level_tag: str, text: str) -> "Message":
        message = super().__new__(cls, text)
        message.level_tag = level_tag
        return message


def render(template: str, **extra: Any) -> str:
    """The gallery page `template` of tests/templates as HTML."""
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    request: HttpRequest = RequestFactory().get("/gallery/")
    request.htmx = False  # type: ignore[attr-defined]
    source = (TEMPLATES / template).read_text()
    return engine.from_string(source).render(context() | extra, request)
