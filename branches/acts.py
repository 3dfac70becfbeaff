"""Who may do what: the roles, the acts, and the one table between them.

Source: 《细则》, the responsibilities of branch, committee and organization department. A role is
held *at* an organization. Reading reaches the subtree below it; acting is never inherited: the
right to an act is asked at the organization that acts.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from django.db.models import TextChoices


class Kind(TextChoices):
    """What an organization is."""

    COMMITTEE = "committee", "党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    DEPARTMENT = "department", "组织部"
    LEADING_GROUP = "leading_group", "党组"


class Responsibility(TextChoices):
    """The responsibilities the regulation names."""

    MAIN = "main", "主体责任"
    LINK = "link", "承上启下"
    LEADING = "leading", "领导责任"
    GUIDING = "guiding", "指导责任"
    SYSTEM = "system", "系统管理"


class Role(TextChoices):
    """A post held at an organization. The values are stored, and are the codenames of the derived
    permissions.

    The order is the order in which an entry names a role when its author holds several at the
    organization that acts.
    """

    BRANCH_SECRETARY = "branch_secretary", "支部书记"
    ORGANIZATION_MEMBER = "organization_member", "组织委员"
    GENERAL_BRANCH_SECRETARY = "general_branch_secretary", "党总支书记"
    COMMITTEE_SECRETARY = "committee_secretary", "党委书记"
    COMMITTEE_MEMBER = "committee_member", "党委委员"
    ORGANIZER = "organizer", "组织员"
    CLERK = "clerk", "党务业务主办"
    DEPARTMENT_OFFICER = "department_officer", "组织部干部"
    ADMINISTRATOR = "administrator", "系统管理员"

    @property
    def held_at(self) -> frozenset[Kind]:
        """The kinds of organization at which the role can be held."""
        return ROLES[self].held_at

    @property
    def responsibility(self) -> Responsibility:
        """The responsibility the role stands for."""
        return ROLES[self].responsibility

    @property
    def is_held_at_root(self) -> bool:
        """Whether the role can be held at the root of a tree only."""
        return self is Role.ADMINISTRATOR

    def fits(self, kind: str, *, is_root: bool) -> bool:
        """Whether the role can be held at an organization of this kind."""
        return kind in self.held_at and (is_root or not self.is_held_at_root)


class RoleRow(NamedTuple):
    """What differs from role to role."""

    held_at: frozenset[Kind]
    responsibility: Responsibility


BRANCH, COMMITTEE = frozenset({Kind.BRANCH}), frozenset({Kind.COMMITTEE})
ANY_ROOT = frozenset({Kind.COMMITTEE, Kind.GENERAL_BRANCH, Kind.BRANCH})

ROLES: Mapping[Role, RoleRow] = {
    Role.BRANCH_SECRETARY: RoleRow(BRANCH, Responsibility.MAIN),
    Role.ORGANIZATION_MEMBER: RoleRow(BRANCH, Responsibility.MAIN),
    Role.GENERAL_BRANCH_SECRETARY: RoleRow(
        frozenset({Kind.GENERAL_BRANCH}), Responsibility.LEADING
    ),
    Role.COMMITTEE_SECRETARY: RoleRow(COMMITTEE, Responsibility.LEADING),
    Role.COMMITTEE_MEMBER: RoleRow(COMMITTEE, Responsibility.LEADING),
    Role.ORGANIZER: RoleRow(COMMITTEE, Responsibility.LEADING),
    Role.CLERK: RoleRow(COMMITTEE, Responsibility.LINK),
    Role.DEPARTMENT_OFFICER: RoleRow(frozenset({Kind.DEPARTMENT}), Responsibility.GUIDING),
    Role.ADMINISTRATOR: RoleRow(ANY_ROOT, Responsibility.SYSTEM),
}


class Act(StrEnum):
    """A group of acts that the same roles may do. Numbers are steps of the procedure."""

    READ = "read"  # the cases of the subtree
    OPEN_CASE = "open_case"
    RECORD = "record"  # 1–3, 5–7, 9, 12, 14, 15, 19, 21–23; notice, and the turns of the branch
    SUBMIT = "submit"  # 4, 8, 13, 17, 24 to the committee; withdraw them
    HAND_OVER = "hand_over"  # 25
    RECORD_SHARED = "record_shared"  # 10, 20: branch or committee
    TRAIN = "train"  # 11, for one or many
    # examinations and own opinion of 6, 21; contacts and introducers beside, by their case
    EXAMINE = "examine"
    CLOSE = "close"  # before state 17: withdrew, no longer fit, left the country, died
    DELIBERATE = "deliberate"  # 17, 24, where a general branch stands between
    HANDLE = "handle"  # receive, check, draft the opinion, return
    FILE = "file"  # accept 4, issue the form of 14, submit 18, confirm 25
    DECIDE = "decide"  # 8, 13, 17, 24; record 16
    CLOSE_PROBATIONER = "close_probationer"  # closing from state 17 on
    RECEIVE_FILING = "receive_filing"  # receive or return 18
    APPLY_QUOTA = "apply_quota"  # apply above for the own organization's quota
    ASSIGN_QUOTA = "assign_quota"  # hand quotas down to the organizations straight below
    ANALYSE = "analyse"  # the yearly analysis of the ranks of activists
    TRAIN_STAFF = "train_staff"  # classes for party-affairs staff (轮训)
    SET_RULES = "set_rules"  # the local profile of the own subtree
    SET_CALENDAR = "set_calendar"  # days off and make-up working days
    # run inspections, draw and read files, issue notices, accept or return what is reported
    INSPECT = "inspect"
    REPORT_BACK = "report_back"  # report the rectification of a notice to the own unit
    WAIVE = "waive"  # approve that a finding needs no rectification; never one's own proposal
    IMPORT_CASES = "import_cases"  # history from a workbook, for the branches below as well
    ADMINISTER = "administer"  # organizations, persons' appointments, members of the own root


_BRANCH = frozenset({Role.BRANCH_SECRETARY, Role.ORGANIZATION_MEMBER})
_DECIDERS = frozenset({Role.COMMITTEE_SECRETARY, Role.COMMITTEE_MEMBER, Role.ORGANIZER})
_COMMITTEE = _DECIDERS | {Role.CLERK}
_GENERAL_BRANCH = frozenset({Role.GENERAL_BRANCH_SECRETARY})
_DEPARTMENT = frozenset({Role.DEPARTMENT_OFFICER})

MAY: Mapping[Act, frozenset[Role]] = {
    Act.READ: _BRANCH | _GENERAL_BRANCH | _COMMITTEE | _DEPARTMENT,
    Act.OPEN_CASE: _BRANCH,
    Act.RECORD: _BRANCH,
    Act.SUBMIT: _BRANCH,
    Act.HAND_OVER: _BRANCH,
    Act.RECORD_SHARED: _BRANCH | _COMMITTEE,
    Act.TRAIN: _BRANCH | _COMMITTEE | _DEPARTMENT,
    Act.EXAMINE: _BRANCH,
    Act.CLOSE: _BRANCH,
    Act.DELIBERATE: _GENERAL_BRANCH | _DECIDERS,  # these at a committee without power of approval
    Act.HANDLE: _COMMITTEE,
    Act.FILE: _COMMITTEE,
    Act.DECIDE: _DECIDERS,
    Act.CLOSE_PROBATIONER: _DECIDERS,
    Act.RECEIVE_FILING: _DEPARTMENT,
    Act.APPLY_QUOTA: _BRANCH | _GENERAL_BRANCH | _COMMITTEE | _DEPARTMENT,
    Act.ASSIGN_QUOTA: _DEPARTMENT | _DECIDERS | _GENERAL_BRANCH,  # level by level
    Act.ANALYSE: _COMMITTEE | _DEPARTMENT,
    Act.TRAIN_STAFF: _COMMITTEE | _DEPARTMENT,
    Act.SET_RULES: _DECIDERS | _DEPARTMENT,
    Act.SET_CALENDAR: _DEPARTMENT,
    Act.INSPECT: (
        _DEPARTMENT | _DECIDERS
    ),  # the committee of its branches, the department of its committees
    Act.REPORT_BACK: _BRANCH | _GENERAL_BRANCH | _COMMITTEE | _DEPARTMENT,
    Act.WAIVE: _DEPARTMENT | _DECIDERS,
    Act.IMPORT_CASES: _BRANCH | _COMMITTEE,
    Act.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
}
