"""What the words, the states and the buttons of the pages mean.

Every word stands in `docs/glossary.md`, every button in a template or a form; labels and shapes of
states come from what makes their badges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import TextChoices

from branches.models import Job
from branches.models.job import BADGES as JOB_BADGES
from cases.rules.engine import Severity
from filings.inspections.models import Rectification
from filings.inspections.models.rectification import BADGES as NOTICE_BADGES
from filings.models import FilingItem
from filings.models.filing import BADGES as FILING_BADGES
from filings.papers.kept.models import FormNumber


@dataclass(frozen=True, slots=True)
class Sign:
    """A state as pages show it. `look`: how it is drawn; "badge", "severity" or "mark", of which
    `code` is the kind, the severity or the character.
    """

    code: str
    label: str
    meaning: str
    look: str = "badge"


@dataclass(frozen=True, slots=True)
class Signs:
    """States that belong together."""

    title: str
    signs: tuple[Sign, ...]


STATE, NOTICE = FilingItem.State, Rectification.State
FILING_MEANINGS: dict[str, str] = {
    STATE.SUBMITTED: "报上去了，上级还没有登记收到",
    STATE.RECEIVED: "上级收到了，正在办理",
    STATE.RETURNED: "上级退回，要补正以后再次报送",
    STATE.WITHDRAWN: "报送的组织在答复以前撤回了",
    STATE.ACCEPTED: "上级同意，案卷已经往前走",
    STATE.REFUSED: "上级不同意，案卷退回继续培养或者结案",
}
JOB_MEANINGS: dict[str, str] = {
    Job.State.WAITING: "排着队，还没有开始",
    Job.State.RUNNING: "正在后台进行，可以离开",
    Job.State.DONE: "做完了，结果可以查看或下载",
    Job.State.FAILED: "没有完成，也没有改动数据；请稍后再试，或联系系统管理员",
    Job.State.CANCELLED: "有人取消了，没有改动数据",
}
NOTICE_MEANINGS: dict[str, str] = {
    NOTICE.ISSUED: "已经发出，等该组织整改并报告",
    NOTICE.ANSWERED: "该组织已经报告，等检查单位核查",
    NOTICE.RETURNED: "报告不认可，要继续整改再报",
    NOTICE.CLOSED: "整改认可，这份通知了结",
}
FORM_MEANINGS: dict[str, str] = {
    FormNumber.State.STOCK: "领来了，还没有发",
    FormNumber.State.ISSUED: "发给了一位同志",
    FormNumber.State.SPOILED: "填坏了或者遗失了，不再使用",
    FormNumber.State.RETURNED: "没有用，退回发放单位",
}
SEVERITY_MEANINGS = {
    Severity.VOID: "违反“必须”“才能”一类的规定，这一步不能成立，要重新办理",
    Severity.CORRECT: "违反“应当”一类的规定，要说明理由或者整改",
    Severity.ADVISE: "“一般”“不宜”一类的要求，或者本地的做法，请留意",
}


def _states(
    title: str,
    states: type[TextChoices],
    meanings: Mapping[str, str],
    badges: Mapping[str, str] | None = None,
) -> Signs:
    """The states of a model, with the kind of their badge; plain words where they have none."""
    signs = []
    for state in states:
        meaning, label = meanings[state], str(state.label)
        if badges is None:
            signs.append(Sign("", label, meaning, "plain"))
        else:
            signs.append(Sign(badges[state], label, meaning))
    return Signs(title, tuple(signs))


def _severities() -> Iterable[Sign]:
    for severity, meaning in SEVERITY_MEANINGS.items():
        yield Sign(severity.code, severity.label, meaning, "severity")


#: `{key: states that belong together}`.
SIGNS: Mapping[str, Signs] = MappingProxyType(
    {
        "due": Signs(
            "期限",
            (
                Sign("overdue", "已逾期 3 天", "最迟的日子已经过了，先办这些"),
                Sign("soon", "还有 5 天", "七天之内到期"),
                Sign("todo", "还有 30 天", "还有些日子"),
            ),
        ),
        "filing": _states("报送的状态", STATE, FILING_MEANINGS, FILING_BADGES),
        "severity": Signs("问题的程度", tuple(_severities())),
        "steps": Signs(
            "步骤的标记",
            (
                Sign("✓", "已完成", "这一步办完了", "mark"),
                Sign("●", "当前", "轮到这一步", "mark"),
                Sign("▲", "已逾期", "轮到这一步，最迟的日子已经过了", "mark"),
                Sign("?", "缺登记", "导入的案卷没有这一步的登记，可以补登", "mark"),
                Sign("○", "未到", "前面的步骤还没有办", "mark"),
                Sign("★", "六个关键环节", "2014年版增加的六道程序", "mark"),
            ),
        ),
        "check": Signs(
            "核对的结果",
            (
                Sign("✓", "符合", "系统看过，符合规定", "mark"),
                Sign("✕", "不符", "系统看过，不符合规定", "mark"),
                Sign("?", "待核", "系统没有依据判断，要看纸面材料", "mark"),
            ),
        ),
        "job": _states("后台任务的状态", Job.State, JOB_MEANINGS, JOB_BADGES),
        "notice": _states("整改通知的状态", NOTICE, NOTICE_MEANINGS, NOTICE_BADGES),
        "form": _states("入党志愿书编号的状态", FormNumber.State, FORM_MEANINGS),
        "scan": Signs(
            "扫描件",
            (
                Sign("good", "已收存", "扫描件在这里，签名、盖章也齐"),
                Sign("wait", "还没有收存", "签字盖章以后请上传"),
            ),
        ),
        "archive": Signs(
            "归档材料",
            (
                Sign("good", "齐全", "细则要求的材料都移交了，扫描件也齐"),
                Sign("soon", "扫描件不全", "材料都移交了，有的没有扫描件"),
                Sign("bad", "不齐全", "还有材料没有移交"),
            ),
        ),
        "agreement": Signs(
            "文书和记录",
            (
                Sign("good", "与现行记录一致", "打印以后，依据的登记没有变"),
                Sign("bad", "与现行记录不一致", "打印以后，登记有补充或者更正"),
                Sign("wait", "无法比较", "用以前版本的样式打印，系统不再比较"),
            ),
        ),
        "number": Signs(
            "发文字号",
            (
                Sign("good", "有效", "这个号给了一份文书"),
                Sign("closed", "已作废", "取错了，不再使用"),
            ),
        ),
        "template": Signs(
            "文书模板",
            (
                Sign("bad", "不能使用", "模板有错，仍按系统自带的打印"),
                Sign("overdue", "不起作用", "文件放错了地方或者名称不对"),
            ),
        ),
        "quota": Signs(
            "指标",
            (
                Sign("overdue", "超出指标", "已接收的比下达的多"),
                Sign("overdue", "将超出指标", "再批准一名就会超出"),
            ),
        ),
        "provisional": Signs(
            "工作日",
            (Sign("soon", "暂算", "还没有当年的放假安排，按周一至周五计算"),),
        ),
        "waiver": Signs(
            "免于整改",
            (
                Sign("wait", "待批准免于整改", "有人提出，等另一位同志批准"),
                Sign("closed", "免于整改", "已经批准，不再要求整改"),
            ),
        ),
        "reading": Signs(
            "审阅",
            (
                Sign("good", "已审阅", "检查人看过原件"),
                Sign("todo", "未审阅", "抽到了，还没有看"),
            ),
        ),
        "import": Signs(
            "导入",
            (
                Sign("good", "可以导入", "试运行没有发现错误，也没有写入"),
                Sign("bad", "出错", "没有写入任何数据"),
                Sign("closed", "已取消", "没有写入任何数据"),
            ),
        ),
    }
)

#: `{word: what it means}`, in the order of the page.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "案卷": "一位同志从申请入党到归档的全部记录，由一个支部保管",
        "案卷编号": "申请的年份加流水号，例如 2026-0031，不会重复使用",
        "步骤": "细则和流程图规定的二十五步中的一步",
        "登记": "把一件办过的事记下来；登记以后不能改动，只能补充、更正或作废",
        "补登": "导入的案卷缺了某一步的登记，事后补上；案卷的位置不变",
        "补充": "给一步加上登记以后又发生的事",
        "更正": "改正填错的登记；原来的登记保留",
        "作废": "收回最后一条登记；作废的登记仍看得到",
        "转办": "案卷离开正常的步骤：退回继续培养，或者结案",
        "轮次": "退回以后重新办理，是新的一轮；以前各轮保留",
        "第几次办理": "同一步办过几次，各次的文书、编号和扫描件分开放",
        "办结": "案卷结束，除更正外不再登记",
        "现行事实": "各次登记、补充和更正合起来，现在有效的内容",
        "工作底稿": "填了还没有登记的内容，自动暂存，同一支部的同志都能接着填",
        "没有用上的暂存内容": "暂存过、后来没有用上的文字，保留九十天，看完可以收起",
        "登录过期时带回的表单": "登录过期以后提交的内容，没有写入，可以再提交一次",
        "核对结果": "表单旁边写的：还缺什么、有什么问题、能不能登记",
        "理由": "有问题仍要登记时写的说明；写“无”不算理由",
        "问题": "违反细则某一条的情况，写明怎样整改",
        "待办": "要办的事和最迟的日子",
        "历史": "案卷建立以前办过的事，由工作簿导入",
        "版本": "细则的2014年版或2026年版，按行为的日期适用",
        "办理计划": "余下各步最早可以依规办理的日期",
        "暂算": "还没有当年的放假安排，按周一至周五计算",
        "公示": "列为发展对象之前公示，不少于五个工作日",
        "培养联系人": "一至两名正式党员，负责联系培养入党积极分子",
        "入党介绍人": "两名正式党员，负责介绍发展对象入党",
        "更换": "前任离任的那天由接任的人接上，中间不留空",
        "登记考察": "对积极分子和预备党员的考察，可以一次登记多人",
        "会议": "一次会议、多个人：登记之前是草稿，登记以后每人各有一条",
        "不计入应到": "不算在应到人数里的正式党员，每人写明原因",
        "报送": "下级报给上级备案、预审或审批的一件事",
        "答复": "上级对报送的同意、不同意或退回",
        "拟办意见": "承办的同志先写好的意见，供作决定的人参考",
        "办理人": "一件报送分给谁办，不影响谁有权办",
        "一并接收": "不用表决、没有问题的报送，一次接收多件",
        "整卷": "一个案卷的目录、文书和扫描件合成一个 PDF",
        "扫描件": "签字盖章以后的纸面，扫描或拍照收存",
        "收存": "把扫描件和它的案卷、步骤放在一起",
        "校验码": "打印的文书下方的一串字，用来核对纸面和记录",
        "发文字号": "公文的机关代字、年份和顺序号",
        "入党志愿书编号": "入党志愿书每本一个号，领、发、废都有记录",
        "文书模板": "文书怎样排版；单位可以用自己的代替系统自带的",
        "电子档案包": "文书、扫描件和登记装在一起，离开本系统也能核验",
        "指标": "一年可以发展多少党员，逐级下达",
        "统计": "一个单位一段时间的数量、结构、用时和问题",
        "入党积极分子队伍分析": "基层党委每年对积极分子队伍状况的分析",
        "轮训": "对党务工作人员的培训",
        "本地规定": "在细则之外另作的规定，只能更严",
        "常用筛选": "案卷列表的条件和排序，取个名字保存，下次一点就有",
        "年度检查": "对一年内在办的每个案卷逐条检查，结果冻结",
        "抽样": "从每个单位抽一部分案卷看纸面原件",
        "整改通知": "检查以后发给有问题的组织，要求限期整改",
        "佐证材料": "证明已经整改的文字和文件",
        "免于整改": "一个人提出理由、另一个人批准，问题不再要求整改",
        "通知": "系统每天提醒一次的逾期和快到期事项",
        "日历订阅": "把待办的期限放进手机或电脑日历的地址",
        "后台处理": "费时的工作在后台进行，可以离开，完成后在“我的”页面找到",
        "工作簿": "整批导入用的 Excel 文件，标题固定",
        "任职": "谁在哪个组织担任什么职务，从哪天到哪天；权限由任职而来",
    }
)

#: `{label of a button: what it does}`.
BUTTONS: Mapping[str, str] = MappingProxyType(
    {
        "登记": "把填的内容记入案卷；登记以后不能改动，只能补充、更正或作废",
        "暂存": "先放着，不登记；离开页面也会自动暂存",
        "建立案卷": "收到入党申请书以后，开始一位同志的案卷",
        "登记更正": "记下改正的内容和理由，原来的登记保留",
        "补充登记": "记下登记以后又发生的事",
        "确认作废": "收回最后一条登记，案卷回到它之前",
        "核对并登记": "看一遍将要登记的和留在草稿里的，再登记",
        "报送": "把办好的步骤报给上级，等答复",
        "再次报送": "退回补正以后再报一次",
        "撤回": "在上级答复以前收回报送",
        "登记收到": "告诉下级已经收到，正在办理",
        "审议并上报": "党总支等审议以后，继续报给有审批权限的党委",
        "退回": "材料不齐，退给下级补正；不是不同意",
        "不同意": "经研究不同意，案卷退回继续培养或者结案",
        "一并接收": "一次接收多件没有问题、不用表决的报送",
        "分给": "指定一位同志办理，方便查找，不影响权限",
        "取号": "给一份公文编发文字号",
        "收存": "上传签字盖章以后的扫描件",
        "撤下": "收错了，撤下这份扫描件；各版本仍保留",
        "制作整卷（PDF）": "在后台把整个案卷做成一个文件",
        "制作电子档案包": "在后台做成离开本系统也能核验的文件",
        "开始检查": "对一年内的案卷逐条检查，在后台进行",
        "返回，不办理": "什么也不做，回到原来的页面",
    }
)
