"""Forms of the administrator's pages: they turn input into values; what is allowed is judged by the
services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from secrets import choice
from typing import Any

from django import forms

from branches.actor import Actor
from branches.acts import Kind
from branches.models import Member, Organization, Person, User
from config.kit.fields import CodeField, DayField, NameField, WordsField
from filings.administration.fields import AccountField, OrganizationField
from filings.administration.selectors.pages import ENDS_WITHIN, roles_at

#: Of a first password: letters and digits that nobody takes for one another.
LETTERS, PASSWORD_LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 12
SEARCH_BOX = {"type": "search", "autocomplete": "off", "maxlength": 100}
YES_NO = [("", "未填"), ("true", "是"), ("false", "否")]


def yes_no(label: str, help_text: str = "") -> forms.TypedChoiceField:
    """Yes, no, or nothing said."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        required=False,
        coerce=lambda value: value == "true",
        empty_value=None,
        help_text=help_text,
    )


class SearchForm(forms.Form):
    """A search in a list; `asks` is the label of what is looked for."""

    asks = ""
    q = forms.CharField(required=False, widget=forms.TextInput(attrs=SEARCH_BOX), max_length=100)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.fields["q"].label = self.asks


class TreeForm(SearchForm):
    """The search over the tree."""

    asks = "组织名称或编码、党员姓名或拼音、用户名"
    state = forms.ChoiceField(
        label="组织",
        required=False,
        choices=[("", "现有的"), ("closed", "连同已撤销的"), ("vacant", "无人任职的")],
    )


class MembersForm(SearchForm):
    """The search among the members of an organization."""

    asks = "姓名、拼音首字母或完整的公民身份号码"
    state = forms.ChoiceField(
        label="党员", required=False, choices=[("", "现有党员"), ("left", "已离开的")]
    )


class PostsForm(SearchForm):
    """The search among posts."""

    asks = "姓名、用户名或组织名称"
    state = forms.ChoiceField(
        label="任职",
        required=False,
        choices=[
            ("", "现任和将任"),
            ("ending", f"{ENDS_WITHIN.days} 天内到期"),
            ("ended", "已离任"),
            ("all", "全部"),
        ],
    )


class AccountsForm(SearchForm):
    """The search among accounts."""

    asks = "用户名、姓名或拼音"
    state = forms.ChoiceField(
        label="账号",
        required=False,
        choices=[("", "启用的"), ("no_post", "没有任职的"), ("off", "已停用的"), ("all", "全部")],
    )


class OrganizationForm(forms.Form):
    """What an organization is; where it stands is another page."""

    code = CodeField(label="编码", max_length=50, help_text="全系统唯一，导入工作簿时用它指明组织")
    name = WordsField(label="名称", max_length=100)
    kind = forms.ChoiceField(label="类型", choices=Kind.choices)
    has_approval_power = yes_no("有审批预备党员的权限", "只有党委才可能有")
    has_branch_committee = yes_no("设支部委员会", "只问党支部；没有的由支部大会决定")
    is_provisional = forms.BooleanField(label="临时党组织", required=False)
    is_migrant = forms.BooleanField(label="流动党员党组织", required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, organization: Organization | None = None
    ) -> None:
        initial = {}
        if organization is not None:
            initial = {name: getattr(organization, name) for name in self.base_fields}
            for name in ("has_approval_power", "has_branch_committee"):
                initial[name] = {True: "true", False: "false"}.get(initial[name], "")
        super().__init__(data, initial=initial)


class MoveForm(forms.Form):
    """Where an organization is to stand."""

    def __init__(self, data: Mapping[str, Any] | None, *, organization: Organization, by: Actor):
        super().__init__(data)
        rows = open_organizations(by).exclude(path__startswith=organization.path)
        self.fields["parent"] = OrganizationField(
            label="新的上级组织", rows=rows, help_text="名称或编码；下级组织一起移动"
        )


def open_organizations(by: Actor) -> Any:
    """The organizations that the administrator keeps and that exist today."""
    return Organization.objects.administered_by(by).open_on(by.today).order_by("code")


class CloseForm(forms.Form):
    """From when on an organization does not exist."""

    closed_on = DayField(label="撤销日期", help_text="自这一天起不再存在，任职在这一天终止")


class StandingForm(forms.Form):
    """What is known of a membership."""

    standing = forms.ChoiceField(label="身份", choices=Member.Standing.choices)
    joined_on = DayField(
        label="入党日期", required=False, help_text="支部大会通过接收为预备党员之日"
    )
    full_on = DayField(label="转正日期", required=False, help_text="预备党员不填")
    from_on = DayField(label="编入本组织日期")


class MemberForm(StandingForm):
    """A new member."""

    name = NameField(label="姓名", max_length=100)
    identity_number = CodeField(label="公民身份号码", help_text="性别和出生日期由号码得出")
    phone = CodeField(label="手机", required=False, max_length=30)
    ethnicity = WordsField(label="民族", required=False, max_length=20)
    field_order = ("name", "identity_number", "phone", "ethnicity")

    def person(self) -> Person:
        """Who it is. Only after `is_valid()`."""
        about = ("name", "identity_number", "phone", "ethnicity")
        return Person(**{name: self.cleaned_data[name] for name in about})

    def member(self, organization: Organization) -> Member:
        """The membership. Only after `is_valid()`."""
        about = ("standing", "joined_on", "full_on", "from_on")
        values = {name: self.cleaned_data[name] for name in about}
        return Member(organization=organization, **values)


class TransferForm(forms.Form):
    """Where a member goes, and when."""

    def __init__(self, data: Mapping[str, Any] | None, *, member: Member, by: Actor) -> None:
        super().__init__(data)
        rows = open_organizations(by).exclude(pk=member.organization_id)
        self.fields["organization"] = OrganizationField(
            label="转到的组织",
            rows=rows,
            help_text="名称或编码；只限您管理的组织，转往别处请登记离开",
        )
        self.fields["on"] = DayField(
            label="转移日期", help_text="自这一天起是新组织的党员，不再是原组织的"
        )


class EndForm(forms.Form):
    """The first day without it."""

    until_on = DayField(label="离开日期", help_text="自这一天起不再是本组织党员")


class PostEndForm(forms.Form):
    """The first day without the post."""

    until_on = DayField(label="离任日期", help_text="自这一天起不再行使职权")


class PostForm(forms.Form):
    """Who holds which post at an organization."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, organization: Organization, by: Actor, user: str
    ) -> None:
        super().__init__(data, initial={"user": user})
        users = User.objects.administered_by(by).filter(is_active=True).exclude(pk=by.account.pk)
        users = users.select_related("person", "organization").order_by("username")
        self.fields["user"] = AccountField(
            label="账号", rows=users, help_text="用户名或姓名；没有账号的先建立账号"
        )
        self.fields["role"] = forms.ChoiceField(label="职务", choices=roles_at(organization))
        self.fields["from_on"] = DayField(label="任职日期", initial="今天")
        self.fields["until_on"] = DayField(
            label="离任日期", required=False, help_text="已定任期的填写；自这一天起不再行使职权"
        )


def new_password() -> str:
    """By chance, easy to dictate."""
    return "".join(choice(LETTERS) for _ in range(PASSWORD_LENGTH))


class FirstPasswordForm(forms.Form):
    """A first password, in clear: who makes it tells it to who uses it."""

    password = forms.CharField(
        label="初始密码",
        strip=False,
        initial=new_password,
        help_text="告诉本人；本人首次登录时必须修改。只在这里显示一次",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class AccountForm(FirstPasswordForm):
    """A new account at an organization, for one of its members or for nobody on the list."""

    username = CodeField(label="用户名", max_length=150, help_text="字母、数字和 @ . + - _")
    person = forms.TypedChoiceField(
        label="本人",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="本组织还没有账号的党员",
    )
    field_order = ("username", "person", "password")

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        people: Iterable[tuple[int, str]],
        person: int | None,
    ) -> None:
        super().__init__(data, initial={"person": person})
        field = self.fields["person"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "不在党员名册上"), *people]


class AccountChangeForm(forms.Form):
    """What an account is called and who keeps it."""

    def __init__(self, data: Mapping[str, Any] | None, *, user: User, by: Actor) -> None:
        place = f"{user.organization.name}（{user.organization.code}）" if user.organization else ""
        super().__init__(data, initial={"username": user.username, "organization": place})
        self.fields["username"] = CodeField(
            label="用户名", max_length=150, help_text="字母、数字和 @ . + - _"
        )
        self.fields["organization"] = OrganizationField(
            label="账号所属组织",
            rows=open_organizations(by),
            help_text="由该组织所在系统的管理员管理；不代表职务",
        )


class ConfirmForm(forms.Form):
    """Whether an account is switched on or off: a second press does not turn it back."""

    turn = forms.ChoiceField(choices=[("on", "启用"), ("off", "停用")], widget=forms.HiddenInput)


MOST_TYPED = 200_000
MOST_SENT = 2 << 20


class ListForm(forms.Form):
    """A list of members, pasted or as a workbook; `write`: not only tried."""

    text = forms.CharField(
        label="粘贴的名单",
        required=False,
        max_length=MOST_TYPED,
        help_text="在电子表格中选中名单，连同列标题一起复制，粘贴在这里",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="上传的工作簿",
        required=False,
        help_text=f"或者上传 .xlsx 文件，读取第一张有内容的工作表，不超过 {MOST_SENT >> 20} MB",
        widget=forms.FileInput(attrs={"accept": ".xlsx", "data-most": MOST_SENT}),
        allow_empty_file=True,
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        values = super().clean() or {}
        file = values.get("file")
        if not self.errors and bool(file) == bool(values.get("text", "").strip()):
            raise forms.ValidationError("请粘贴名单，或者上传一个工作簿；只选其中一种。")
        if file and file.size > MOST_SENT:
            self.add_error("file", f"文件过大，最多 {MOST_SENT >> 20} MB。")
        return values
