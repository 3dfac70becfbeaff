"""What the administrator's pages have in common: scope, no deletion, and writing through the
services.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction

from branches.access import actor_of
from branches.acts import Act
from config.kit.errors import blame
from config.kit.fields import DayField, WordsField

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

    from branches.access import SignedInRequest

    ModelAdmin = admin.ModelAdmin[Any]
    ModelForm = forms.ModelForm[Any]
else:
    ModelAdmin, ModelForm = admin.ModelAdmin, forms.ModelForm


class ServiceForm(ModelForm):
    """A form that is valid when the service took its values: what the service refuses stands beside
    the field.

    The admin runs a page in one transaction, so a form that turns out invalid leaves nothing
    behind.
    """

    request: ClassVar[SignedInRequest]

    def write(self) -> models.Model:
        """Call the service with the cleaned values; returns the row."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        """In place of the model's own checks, which the service makes."""
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.instance = self.write()
        except ValidationError as error:
            self._take(error)

    def _take(self, error: ValidationError) -> None:
        blame(self, error)

    @property
    def acting(self) -> dict[str, Any]:
        """What every service asks: who acts, and the day."""
        return {"by": actor_of(self.request)}

    @property
    def is_new(self) -> bool:
        """Whether the page adds a row."""
        return self.instance.pk is None


class ScopedAdmin(ModelAdmin):
    """Shows what the administrator sees, changes what he administers, deletes nothing: history
    stays.
    """

    is_scoped = True
    can_add = True
    actions = None
    view_on_site = False
    list_per_page = 50
    show_full_result_count = False
    path_field: ClassVar[str]  # where the organization's path stands, from the row
    add_fields: ClassVar[tuple[str, ...]]
    change_fields: ClassVar[tuple[str, ...]]
    fixed_fields: ClassVar[tuple[str, ...]] = ()  # shown, not changed, on an existing row

    def get_urls(self) -> list[URLPattern]:
        """Without the pages that are for nobody."""
        closed = {"_delete"} if self.can_add else {"_delete", "_add"}
        return [url for url in super().get_urls() if not (url.name or "").endswith(tuple(closed))]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The rows in the user's scope."""
        rows: models.QuerySet[Any] = self.model._default_manager.visible_to(actor_of(request))
        if ordering := self.get_ordering(request):
            rows = rows.order_by(*ordering)
        return rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        """For administrators."""
        return actor_of(request).rights.may_anywhere(Act.ADMINISTER)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows outside the scope are not found at all."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """For administrators."""
        return self.can_add and self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows that the user sees in another role he cannot change."""
        if obj is None:
            return self.has_module_permission(request)
        return self.administers(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: organizations are closed, posts and memberships end, accounts are switched
        off.
        """
        return False

    def administers(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the row belongs to the user's own root."""
        rows = self.model._default_manager.administered_by(actor_of(request))
        return bool(rows.filter(pk=obj.pk).exists())

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Other fields for a new row than for an existing one."""
        if obj is None:
            return self.add_fields
        return (*self.fixed_fields, *self.change_fields)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address proposes for a new row, without ids that are none: the picker would
        fail on them.
        """
        initial = super().get_changeform_initial_data(request)
        related = {field.name for field in self.opts.get_fields() if field.is_relation}
        proposed = {}
        for name, value in initial.items():
            if name not in related or _is_id(value):
                proposed[name] = value
        return proposed

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What an existing row keeps."""
        if obj is None:
            return ()
        return self.fixed_fields

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """The form, told who asks."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"request": request})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Days and words are read as everywhere."""
        if isinstance(db_field, models.DateField) and not isinstance(
            db_field, models.DateTimeField
        ):
            kwargs["form_class"] = DayField
        elif isinstance(db_field, models.CharField) and db_field.choices is None:
            kwargs["form_class"] = WordsField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices from what the user administers."""
        kwargs["queryset"] = db_field.remote_field.model._default_manager.administered_by(
            actor_of(request)
        )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The service has saved it."""


def _is_id(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdecimal()
