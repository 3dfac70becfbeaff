"""Party organizations, a tree."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from branches.actor import Actor
from branches.acts import Kind, Role
from branches.models.history import tracked
from branches.models.tree import TreeManager, TreeNode, TreeQuerySet
from branches.rights import PATH_STEP, under

if TYPE_CHECKING:
    pass


class OrganizationQuerySet(TreeQuerySet["Organization"]):
    """Organizations."""

    def visible_to(self, actor: Actor) -> Self:
        """Those in a subtree that the user reads or administers."""
        return self.filter(under(actor.rights.seeing_paths))

    def administered_by(self, actor: Actor) -> Self:
        """Those of the user's own root, if he is its administrator."""
        return self.filter(under(actor.rights.administered_paths))

    def open_on(self, day: date) -> Self:
        """Those not closed by that day."""
        return self.exclude(closed_on__lte=day)


class OrganizationManager(TreeManager["Organization"]):
    """Treebeard's manager, with our queryset in place of the one it names."""

    def get_queryset(self) -> OrganizationQuerySet:
        """In the order of the tree."""
        return OrganizationQuerySet(self.model, using=self._db).order_by("path")

    def visible_to(self, actor: Actor) -> OrganizationQuerySet:
        """See `OrganizationQuerySet.visible_to`."""
        return self.get_queryset().visible_to(actor)

    def administered_by(self, actor: Actor) -> OrganizationQuerySet:
        """See `OrganizationQuerySet.administered_by`."""
        return self.get_queryset().administered_by(actor)

    def open_on(self, day: date) -> OrganizationQuerySet:
        """See `OrganizationQuerySet.open_on`."""
        return self.get_queryset().open_on(day)


@tracked(exclude=["numchild"])
class Organization(TreeNode):
    """A committee, general branch, branch, department or leading group.

    Its place in the tree changes through `branches.services` only, as last child: no copy of a path
    is kept anywhere, because treebeard may give a node's path to another node.
    """

    Kind = Kind
    steplen = PATH_STEP

    code = models.CharField("编码", max_length=50, unique=True)
    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类型", max_length=20, choices=Kind)
    has_approval_power = models.BooleanField(
        "有审批权限", null=True, blank=True, help_text="具有审批预备党员权限的基层党委"
    )
    has_branch_committee = models.BooleanField("设支委会", null=True, blank=True)
    is_provisional = models.BooleanField("临时党组织", default=False)
    is_migrant = models.BooleanField("流动党员党组织", default=False)
    closed_on = models.DateField("撤销日期", null=True, blank=True, help_text="自这一天起不再存在")

    objects = OrganizationManager()

    class Meta:
        verbose_name = verbose_name_plural = "党组织"
        permissions = [(role.value, role.label) for role in Role]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="organization_kind_known"
            ),
            # Source: 《细则》第二十二条 a general branch or leading group never approves.
            models.CheckConstraint(
                condition=models.Q(has_approval_power__isnull=True)
                | models.Q(has_approval_power=False)
                | models.Q(kind=Kind.COMMITTEE),
                name="organization_only_committee_approves",
                violation_error_message="只有党委才能有审批权限。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def parent_path(self) -> str:
        """The path of the organization above; empty for a root."""
        return self.path[:-PATH_STEP]

    @property
    def ancestor_paths(self) -> tuple[str, ...]:
        """The paths of the organizations above, nearest first."""
        return tuple(self.path[:end] for end in range(len(self.path) - PATH_STEP, 0, -PATH_STEP))

    def contains(self, other: Organization) -> bool:
        """Whether `other` is this organization or lies below it."""
        return other.path.startswith(self.path)

    def is_open_on(self, day: date) -> bool:
        """Whether the organization exists on that day."""
        return self.closed_on is None or day < self.closed_on

    def admits(self, role: Role) -> bool:
        """Whether the role can be held here."""
        return role.fits(self.kind, is_root=self.depth == 1)
