"""The papers that come in signed and sealed: kinds, each naming its step. The table of the
procedure names none back.

Source: 《细则》, the steps' own articles; docs/specification/documents.md, section 1 and 2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cases.facts.profile import Profile
from cases.models import Case
from cases.models.sight import Sight
from cases.procedure import PLACE, STEP, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One kind of paper that comes in.

    code         of the printed paper that comes back, where there is one; stored, never renamed
    step         code of the step it belongs to
    signature, seal   whether it bears them when it is whole
    is_required  whether the step lacks something without it
    is_local     a local rule asks for it
    """

    code: str
    step: str
    title: str
    signature: bool = True
    seal: bool = False
    is_required: bool = True
    is_local: bool = False

    @property
    def row(self) -> Step:
        """The row of the procedure."""
        return STEP[self.step]


def _kind(
    code: str, step: str, title: str, marks: str = "signature", *, is_required: bool = True
) -> Incoming:
    return Incoming(
        code=code,
        step=step,
        title=title,
        is_required=is_required,
        signature="signature" in marks,
        seal="seal" in marks,
    )


BOTH, SEAL, NEITHER = "signature seal", "seal", ""

KINDS: tuple[Incoming, ...] = (
    _kind("application_letter", "apply", "入党申请书"),
    _kind("application_receipt", "apply", "入党申请书收件回执", BOTH, is_required=False),
    _kind("talk_record", "talk", "党组织派人谈话记录"),
    _kind("shortlist_register", "shortlist", "入党积极分子推荐人选登记表", BOTH),
    _kind("shortlist_minutes", "shortlist", "确定入党积极分子会议记录"),
    _kind("activist_report", "file_activist", "关于入党积极分子备案的报告", SEAL),
    _kind("activist_roster", "file_activist", "入党积极分子备案登记表", SEAL, is_required=False),
    _kind(
        "contact_appointment",
        "appoint_contacts",
        "关于指定培养联系人的通知",
        SEAL,
        is_required=False,
    ),
    _kind("activist_record_sheet", "cultivate", "入党积极分子培养考察登记表", BOTH),
    _kind("thought_reports", "cultivate", "思想汇报", is_required=False),
    _kind("nomination_opinions", "nominate", "确定发展对象听取意见记录"),
    _kind("nomination_minutes", "nominate", "讨论确定发展对象会议记录"),
    _kind("target_report", "list_target", "关于发展对象人选备案的报告（请示）", SEAL),
    _kind("target_reply", "list_target", "上级党委对发展对象人选的意见", SEAL, is_required=False),
    _kind("public_notice", "list_target", "发展对象公示", SEAL, is_required=False),
    _kind("notice_photo", "list_target", "公示照片", NEITHER, is_required=False),
    _kind("notice_record", "list_target", "公示情况登记表", BOTH, is_required=False),
    _kind("introducer_register", "appoint_introducers", "入党介绍人确定登记表"),
    _kind("autobiography", "political_review", "本人自传", is_required=False),
    _kind("inquiry_replies", "political_review", "政治审查函和复函", SEAL, is_required=False),
    _kind("review_report", "political_review", "政治审查情况的报告", BOTH),
    _kind("training_certificate", "train", "发展对象培训合格证", SEAL),
    _kind("review_minutes", "committee_review", "支部委员会审查会议记录"),
    _kind("pre_review_request", "pre_review", "关于预审的请示", SEAL),
    _kind("pre_review_reply", "pre_review", "预审意见的批复", SEAL),
    _kind("application_form", "fill_form", "入党志愿书", BOTH),
    _kind(
        "admission_ballots", "admission_meeting", "接收预备党员表决票", NEITHER, is_required=False
    ),
    _kind("admission_count", "admission_meeting", "接收预备党员票决情况汇总表"),
    _kind("admission_minutes", "admission_meeting", "接收预备党员支部大会会议记录"),
    _kind("admission_resolution", "admission_meeting", "接收预备党员支部大会决议", BOTH),
    _kind("committee_talk_record", "committee_talk", "党委派人谈话记录"),
    _kind("admission_request", "approve", "关于审批预备党员的请示", SEAL),
    _kind("approval_count", "approve", "党委审批预备党员票决情况汇总表", BOTH, is_required=False),
    _kind("admission_reply", "approve", "关于接收预备党员的批复", SEAL),
    _kind("department_report", "file_with_department", "关于接收预备党员备案的报告", SEAL),
    _kind("enrolment_notice", "enrol", "关于编入党支部和党小组的通知", SEAL, is_required=False),
    _kind("oath_record", "oath", "入党宣誓记录", is_required=False),
    _kind("probation_record_sheet", "probation", "预备党员教育考察登记表", BOTH),
    _kind("probation_reports", "probation", "预备期思想汇报", is_required=False),
    _kind("conversion_letter", "request_conversion", "转正申请书"),
    _kind(
        "conversion_receipt", "request_conversion", "转正申请书收件回执", BOTH, is_required=False
    ),
    _kind("conversion_opinions", "conversion_meeting", "预备党员转正听取意见记录"),
    _kind(
        "conversion_ballots", "conversion_meeting", "预备党员转正表决票", NEITHER, is_required=False
    ),
    _kind("conversion_count", "conversion_meeting", "预备党员转正票决情况汇总表"),
    _kind("conversion_minutes", "conversion_meeting", "预备党员转正支部大会会议记录"),
    _kind("conversion_resolution", "conversion_meeting", "预备党员转正支部大会决议", BOTH),
    _kind("conversion_request", "approve_conversion", "关于预备党员转正的请示", SEAL),
    _kind("conversion_reply", "approve_conversion", "关于预备党员转正的批复", SEAL),
    _kind("archive_list", "archive", "发展党员档案材料清单", BOTH),
)


def local_kinds(profile: Profile) -> Iterator[Incoming]:
    """What the local rules ask for beside; the code goes by step and name, so it stays while the
    name does.
    """
    for step, names in profile.extra_papers.items():
        for name in names:
            code = f"{step}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
            yield Incoming(code=code, step=step, title=name, signature=False, is_local=True)


def kinds_for(profile: Profile) -> list[Incoming]:
    """All kinds, national and local, in the order of the procedure."""
    return sorted((*KINDS, *local_kinds(profile)), key=lambda kind: PLACE[kind.step])


def local_titles(profile: Profile) -> tuple[str, ...]:
    """What the local rules ask for beside, in the order of the steps."""
    return tuple(kind.title for kind in kinds_for(profile) if kind.is_local)


def is_open(case: Case, step: Step, sight: Sight | None = None) -> bool:
    """Whether a paper of the step can be there already: it is done, or may be done next; as it
    is seen.
    """
    seen = sight or case
    if (
        case.facts.steps.get(step.code) is not None
        or seen.place >= PLACE[step.code]
        or seen.state in step.after
    ):
        return True
    return step.early is not None and seen.place >= PLACE[step.early]


def is_done(case: Case, step: str) -> bool:
    """Whether the step has its day."""
    facts = case.facts.steps.get(step)
    return facts is not None and facts.on is not None


def is_wanted(case: Case, kind: Incoming, sight: Sight | None = None) -> bool:
    """Whether the step lacks this paper while it has not come in; as it is seen."""
    return kind.is_required and (
        is_done(case, kind.step) or (sight or case).state in kind.row.after
    )


def marks_lacking(kind: Incoming, *, is_signed: bool, is_sealed: bool) -> Sequence[str]:
    """The marks that the kind bears when it is whole, and that are not ticked."""
    wanted = (("签名", kind.signature and not is_signed), ("盖章", kind.seal and not is_sealed))
    return tuple(word for word, is_lacking in wanted if is_lacking)
