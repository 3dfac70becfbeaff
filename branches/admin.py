"""The administrator's pages: organizations, persons, accounts, members, disciplines,
appointments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Q

from branches import services
from branches.acts import Kind
from branches.admin_base import ScopedAdmin, ServiceForm
from branches.models import Appointment, Discipline, Member, Organization, Person, User
from branches.models.person import called, known_as
from branches.peoples import PeopleField
from branches.rights import PATH_STEP
from config.kit.fields import CodeField, NameField
from config.kit.sentences import refused

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

Search = tuple["QuerySet[Any]", bool]


class OrganizationForm(ServiceForm):
    """One page adds, moves, changes and closes; each is its own service."""

    parent = CodeField(label="上级组织编码")

    class Meta:
        model = Organization
        fields = (
            "code",
            "name",
            "kind",
            "has_approval_power",
            "has_branch_committee",
            "is_provisional",
            "is_migrant",
            "closed_on",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new:
            above = Organization.objects.filter(path=self.instance.parent_path).first()
            field = self.fields["parent"]
            field.help_text = "改为另一组织的编码，即连同下级整体移到其下"
            field.required = above is not None
            field.disabled = above is None
            if above is not None:
                field.initial = above.code

    def clean_parent(self) -> Organization | None:
        """The organization of the code, in the user's own root."""
        if not (code := self.cleaned_data["parent"].strip()):
            return None
        parent = Organization.objects.administered_by(self.request.actor).filter(code=code).first()
        if parent is None:
            text = "没有这个编码的组织，或不在您的管理范围内。"
            raise refused(self.fields["parent"], text, "unknown")
        return parent

    def write(self) -> Organization:
        """Add; or move, change and close, as far as asked."""
        values = dict(self.cleaned_data)
        parent = values.pop("parent")
        if self.is_new:
            return services.create_organization(parent=parent, **values, **self.acting)
        closed_on = values.pop("closed_on", None)
        organization = self.instance
        if parent is not None:
            organization = services.move_organization(
                organization=organization, parent=parent, **self.acting
            )
        organization = services.update_organization(
            organization=organization, **values, **self.acting
        )
        if closed_on is not None and organization.closed_on is None:
            organization = services.close_organization(
                organization=organization, closed_on=closed_on, **self.acting
            )
        return organization


@admin.register(Organization)
class OrganizationAdmin(ScopedAdmin):
    """The tree, indented."""

    form = OrganizationForm
    list_display = ("indented", "code", "kind", "approval", "closed_on")
    list_filter = ("kind",)
    search_fields = ("name", "code")
    add_fields = (
        "parent",
        "code",
        "name",
        "kind",
        "has_approval_power",
        "has_branch_committee",
        "is_provisional",
        "is_migrant",
    )
    change_fields = (*add_fields, "closed_on")

    @admin.display(description="名称", ordering="path")
    def indented(self, organization: Organization) -> str:
        """The name, set in by its depth."""
        return "　" * (len(organization.path) // PATH_STEP - 1) + organization.name

    @admin.display(description="有审批权限")
    def approval(self, organization: Organization) -> str:
        """In words; of a branch nothing is asked."""
        if organization.has_approval_power is not None:
            return "是" if organization.has_approval_power else "否"
        if organization.kind == Kind.COMMITTEE:
            return "未填"
        return "-"


class PersonForm(ServiceForm):
    """Identity number and phone are not shown; what is typed replaces them."""

    new_identity_number = CodeField(
        label="更正公民身份号码", required=False, help_text="不改则留空"
    )
    name = NameField(label="姓名", max_length=100)
    ethnicity = PeopleField(required=False)
    new_phone = CodeField(label="更正手机", required=False, help_text="不改则留空")

    class Meta:
        model = Person
        fields = ("name", "ethnicity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(field := self.fields.get("ethnicity"), PeopleField):
            field.keep(self.instance.ethnicity)

    def write(self) -> Person:
        """Change what was typed."""
        values = dict(self.cleaned_data)
        changes = {}
        for field in ("identity_number", "phone"):
            if typed := values.pop(f"new_{field}").strip():
                changes[field] = typed
        return services.update_person(person=self.instance, **values, **changes, **self.acting)

    def _take(self, error: forms.ValidationError) -> None:
        if hasattr(error, "error_dict") and "identity_number" in error.error_dict:
            self.add_error("new_identity_number", error.error_dict.pop("identity_number"))
        super()._take(error)


@admin.register(Person)
class PersonAdmin(ScopedAdmin):
    """Persons come in as members or through their cases; here they are corrected."""

    form = PersonForm
    list_display = ("name", "sex", "birth_on", "ethnicity")
    ordering = ("pinyin", "pk")
    search_fields = ("name",)
    search_help_text = "姓名、拼音首字母，或完整的公民身份号码"
    can_add = False
    add_fields = ()
    fixed_fields = ("sex", "birth_on", "masked_identity_number", "masked_phone")
    change_fields = ("name", "ethnicity", "new_identity_number", "new_phone")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> Search:
        """By name, its readings, or identity number."""
        if search_term.strip():
            queryset = queryset.filter(known_as(search_term))
        return queryset, False

    @admin.display(description="公民身份号码")
    def masked_identity_number(self, person: Person) -> str:
        """Covered."""
        return person.masked_identity_number or "未登记"

    @admin.display(description="手机")
    def masked_phone(self, person: Person) -> str:
        """Covered."""
        return person.masked_phone or "未登记"


class UserForm(ServiceForm):
    """An account; a password typed here is a first one."""

    password = forms.CharField(
        label="初始密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="本人首次登录时必须修改",
    )

    class Meta:
        model = User
        fields = ("username", "organization", "person", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "organization" in self.fields:
            self.fields["organization"].required = True
        if not self.is_new and "password" in self.fields:
            self.fields["password"].required = False
            self.fields["password"].label = "重置为初始密码"

    def write(self) -> User:
        """Make the account; or change it, and reset the password if one was typed."""
        values = dict(self.cleaned_data)
        password = values.pop("password")
        if self.is_new:
            return services.create_user(password=password, **values, **self.acting)
        user = services.update_user(user=self.instance, **values, **self.acting)
        if not password:
            return user
        return services.reset_password(user=user, password=password, **self.acting)


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Accounts. What they may do is in the appointments."""

    form = UserForm
    list_display = ("username", "person", "organization", "is_active")
    list_select_related = ("person", "organization")
    list_filter = ("is_active",)
    ordering = ("username",)
    search_fields = ("username",)
    autocomplete_fields = ("organization", "person")
    add_fields = ("username", "password", "organization", "person")
    change_fields = ("username", "organization", "person", "is_active", "password")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> Search:
        """By username or the person's name."""
        if text := search_term.strip():
            queryset = queryset.filter(Q(username__startswith=text) | called(text, "person"))
        return queryset, False


ABOUT_PERSON = ("name", "identity_number", "phone", "ethnicity")


class MemberForm(ServiceForm):
    """A new member is entered with the person; an existing membership changes its standing and
    days.
    """

    name = NameField(label="姓名", max_length=100)
    identity_number = CodeField(label="公民身份号码")
    phone = CodeField(label="手机", required=False)
    ethnicity = PeopleField(required=False)

    class Meta:
        model = Member
        fields = ("organization", "standing", "joined_on", "full_on", "from_on", "until_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new:
            for field in ABOUT_PERSON:
                del self.fields[field]

    def write(self) -> Member:
        """Register the person and enter him; or change the membership."""
        values = dict(self.cleaned_data)
        if not self.is_new:
            return services.update_member(member=self.instance, **values, **self.acting)
        about = {field: values.pop(field) for field in ABOUT_PERSON}
        person = services.register_person(person=Person(**about))
        return services.add_member(member=Member(person=person, **values), **self.acting)


@admin.register(Member)
class MemberAdmin(ScopedAdmin):
    """Members."""

    form = MemberForm
    list_display = ("person", "organization", "standing", "joined_on", "until_on")
    list_select_related = ("person", "organization")
    list_filter = ("standing",)
    ordering = ("person__pinyin", "pk")
    search_fields = ("person__name",)
    autocomplete_fields = ("organization",)
    add_fields = (*ABOUT_PERSON, "organization", "standing", "joined_on", "full_on", "from_on")
    fixed_fields = ("person", "organization")
    change_fields = ("standing", "joined_on", "full_on", "from_on", "until_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what a row is called by, in pickers too."""
        return super().get_queryset(request).select_related("person", "organization")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> Search:
        """By the person's name."""
        if search_term.strip():
            queryset = queryset.filter(called(search_term, "person"))
        return queryset, False


class DisciplineForm(ServiceForm):
    """A discipline."""

    class Meta:
        model = Discipline
        fields = ("member", "kind", "from_on", "until_on")

    def write(self) -> Discipline:
        """Record or change it."""
        if self.is_new:
            return services.record_discipline(**self.cleaned_data, **self.acting)
        return services.update_discipline(
            discipline=self.instance, **self.cleaned_data, **self.acting
        )


@admin.register(Discipline)
class DisciplineAdmin(ScopedAdmin):
    """Disciplines."""

    form = DisciplineForm
    list_display = ("member", "kind", "from_on", "until_on")
    list_select_related = ("member__person", "member__organization")
    list_filter = ("kind",)
    ordering = ("-pk",)
    autocomplete_fields = ("member",)
    add_fields = ("member", "kind", "from_on", "until_on")
    fixed_fields = ("member",)
    change_fields = ("kind", "from_on", "until_on")


class AppointmentForm(ServiceForm):
    """A post; an existing one can only end."""

    class Meta:
        model = Appointment
        fields = ("user", "role", "organization", "from_on", "until_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new and "until_on" in self.fields:
            self.fields["until_on"].required = True

    def write(self) -> Appointment:
        """Appoint, or end the post."""
        if self.is_new:
            return services.appoint(post=Appointment(**self.cleaned_data), **self.acting)
        return services.end_appointment(
            appointment=self.instance, until_on=self.cleaned_data["until_on"], **self.acting
        )


@admin.register(Appointment)
class AppointmentAdmin(ScopedAdmin):
    """Posts."""

    form = AppointmentForm
    list_display = ("user", "name", "role", "organization", "from_on", "until_on")
    list_select_related = ("user__person", "organization")
    list_filter = (("role", admin.ChoicesFieldListFilter),)
    ordering = ("-from_on", "pk")
    search_fields = ("user__username", "user__person__name", "organization__name")
    autocomplete_fields = ("user", "organization")
    add_fields = ("user", "role", "organization", "from_on", "until_on")
    fixed_fields = ("user", "role", "organization", "from_on")
    change_fields = ("until_on",)

    @admin.display(description="姓名", ordering="user__person__pinyin")
    def name(self, post: Appointment) -> str:
        """The person's name."""
        return post.user.person.name if post.user.person else "–"
