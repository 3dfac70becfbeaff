"""Treebeard's materialized path tree. It ships no types; here stand those of the parts that are
used.
"""

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db import models

if TYPE_CHECKING:
    M = TypeVar("M", bound=models.Model)

    class TreeNode(models.Model):
        """A node: `path` is a prefix of the paths of all nodes below."""

        steplen: ClassVar[int]
        path = models.CharField(max_length=255, unique=True)
        depth = models.PositiveIntegerField()
        numchild = models.PositiveIntegerField(default=0)

        class Meta:
            abstract = True

        def is_root(self) -> bool:
            """Whether nothing stands above."""

        def is_leaf(self) -> bool:
            """Whether nothing stands below."""

    class TreeQuerySet(models.QuerySet[M]):
        """Nodes."""

    class TreeManager(models.Manager[M]):
        """Adds and moves nodes; called by `branches.services.organizations` alone."""

        def add_root(self, *, instance: M) -> M:
            """Save a new node as the last root."""

        def add_child(self, target: M, *, instance: M) -> M:
            """Save a new node as the last child of the target."""

        def move(self, node: M, target: M, pos: str) -> None:
            """Rewrite the paths of the node and of all below it."""

        def find_problems(self) -> tuple[list[Any], ...]:
            """Ids of nodes whose path, depth or number of children cannot be."""

else:
    from treebeard.mp_tree import MP_Node as TreeNode
    from treebeard.mp_tree import MP_NodeManager as TreeManager
    from treebeard.mp_tree import MP_NodeQuerySet as TreeQuerySet

__all__ = ["TreeManager", "TreeNode", "TreeQuerySet"]
