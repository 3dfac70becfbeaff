"""Sentences about a field are made from its label; a field's own sentence stands."""

from django import forms

from config.kit.fields import DayField, NumberField, WordsField
from config.kit.sentences import BROKEN, named, thing_of


class Typed(forms.Form):
    """One field of each kind."""

    on = DayField(label="谈话日期")
    share = NumberField(label="抽取比例（%）", min_value=1, max_value=100)
    is_told = forms.ChoiceField(label="已告知", choices=[("y", "是"), ("n", "否")])
    kind = forms.ChoiceField(label="方式", choices=[("a", "甲"), ("b", "乙")])
    topics = forms.MultipleChoiceField(label="谈话内容", choices=[("a", "甲")])
    file = forms.FileField(label="工作簿")
    agrees = forms.BooleanField(label="已核对")
    own = WordsField(label="名称", error_messages={"required": "请起个名字。"})
    version = forms.IntegerField(widget=forms.HiddenInput)


def test_what_is_empty_is_asked_for_by_its_name() -> None:
    assert {name: errors[0] for name, errors in Typed({}).errors.items()} == {
        "on": "请填写谈话日期。",
        "share": "请填写抽取比例。",
        "is_told": "请在“已告知”中选择是或否。",
        "kind": "请选择方式。",
        "topics": "请在“谈话内容”中至少选择一项。",
        "file": "请选择工作簿。",
        "agrees": "请勾选“已核对”。",
        "own": "请起个名字。",
        "version": BROKEN,
    }


def test_what_is_wrong_names_the_thing_and_the_bounds() -> None:
    typed = {"on": "2026-13-1", "share": "101", "kind": "c", "topics": ["c"], "version": "x"}
    errors = Typed(typed).errors
    assert errors["on"] == ["谈话日期：没有这一天，请核对月份和日期。"]
    assert errors["share"] == ["抽取比例应在 1 到 100 之间。"]
    assert errors["kind"] == ["方式中没有所选的这一项，请重新选择。"]
    assert errors["topics"] == ["谈话内容中没有所选的这一项，请重新选择。"]
    assert errors["version"] == [BROKEN]
    assert Typed({"share": "1.5"}).errors["share"] == ["抽取比例：应为不小于 0 的整数。"]


def test_a_thing_is_named_once() -> None:
    assert named("考察日期", "请填写考察日期。") == "请填写考察日期。"
    assert named("培训学时（小时）", "应不少于二十四。") == "培训学时：应不少于二十四。"
    assert named("", "没有这一天。") == "没有这一天。"
    assert thing_of("联审（部门意见）日期") == "联审（部门意见）日期"
