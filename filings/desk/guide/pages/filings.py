"""What is said of the pages of filings: `{view: row}`."""

from __future__ import annotations

from branches.acts import Act
from filings.desk.guide.rows import PageHelp, Part

#: Who may answer, or hand on, what was sent up.
ANSWERING = (Act.HANDLE, Act.DECIDE, Act.DELIBERATE, Act.RECEIVE_FILING)

FILINGS: dict[str, PageHelp] = {
    "filings": PageHelp(
        title="备案审批",
        part=Part.FILINGS,
        about="下级报来、等本组织办理的备案、预审和审批。",
        does=(
            "已逾期和快到期的排在前面；“核对”一栏写着这件有几处不符、几处待核。",
            "点姓名打开一件，办完自动到下一件；也可以先“分给”某个同志办理。",
            "不用表决的事项，没有问题的可以勾选后“一并接收”。",
        ),
        words=("报送", "办理人", "一并接收"),
        signs=("filing", "due", "check"),
        needs=ANSWERING,
    ),
    "filings_sent": PageHelp(
        title="本组织报送的",
        part=Part.FILINGS,
        about="本组织报出去的事项现在到了哪里、结果如何。",
        does=(
            "“现在”写着在哪个组织、什么状态，已经等了几天。",
            "退回的写着理由，补正以后按“再次报送”。",
            "还没有答复的可以撤回。",
        ),
        words=("报送",),
        signs=("filing",),
    ),
    "filing_choose": PageHelp(
        title="选择报送事项",
        part=Part.FILINGS,
        about="勾选了几个案卷以后，选择报送哪一项。",
        does=(
            "同一事项的案卷合成一次报送。",
            "不能报送的写着原因，例如上一步还没有登记。",
            "全部成功或者全部不报。",
        ),
        words=("报送",),
    ),
    "filing_submit": PageHelp(
        title="报送",
        part=Part.FILINGS,
        about="把办好的步骤报送上级备案、预审或审批。",
        does=(
            "先看要报的人和随报的材料，再按“报送”。",
            "报送以后，据以报送的登记锁定，要改先撤回。",
            "报到哪个组织由系统按组织关系确定，不用选。",
        ),
        words=("报送",),
    ),
    "filing_item": PageHelp(
        title="办理一件报送",
        part=Part.FILINGS,
        about="左边是卷宗，右边是逐条核对的结果，核对之后在这里办理。",
        does=(
            "先看“核对”：✓ 符合，✕ 不符，? 待核的要看纸面材料。",
            "有问题的退回补正，写明每一步要补什么；没有问题的同意，需要表决的填会议和票数。",
            "用 j、k 键到下一件、上一件；办完自动打开下一件。",
        ),
        words=("报送", "拟办意见", "答复"),
        signs=("check", "filing"),
        needs=(Act.READ,),
    ),
    "filing_papers": PageHelp(
        title="报送的文书和扫描件",
        part=Part.FILINGS,
        about="这件报送的文书和收存的扫描件，可以一张一张看。",
        does=(
            "点文书名称预览，点扫描件看原件的图像。",
            "缺签名、缺盖章的写在名称旁边。",
            "看完回到办理页面答复。",
        ),
        words=("扫描件",),
        signs=("scan",),
    ),
    "filing_withdraw": PageHelp(
        title="撤回报送",
        part=Part.FILINGS,
        about="报错了，在上级答复以前撤回。",
        does=(
            "撤回以后锁定的登记可以更正。",
            "更正后要重新报送。",
            "上级已经答复的不能撤回。",
        ),
        words=("报送", "更正"),
    ),
    "filing_resubmit": PageHelp(
        title="再次报送",
        part=Part.FILINGS,
        about="上级退回以后，补正好再报一次。",
        does=(
            "上面是退回的理由，下面是上次报送以后您改了什么。",
            "理由里说的都补好以后再报。",
            "各次报送都保留，上级能看到两次有什么不同。",
        ),
        words=("报送", "第几次办理"),
        signs=("filing",),
    ),
    "filing_return": PageHelp(
        title="退回",
        part=Part.FILINGS,
        about="材料不齐或填写不对，退回下级补正；案卷停在原来的步骤。",
        does=(
            "逐步写明要补什么，下级看到的就是这些话。",
            "退回不是不同意：补正以后会再次报来。",
            "退回以后，这件从您的待办里消失。",
        ),
        words=("报送",),
        signs=("filing",),
    ),
    "filing_refuse": PageHelp(
        title="不同意",
        part=Part.FILINGS,
        about="经研究不同意：案卷退回继续培养，或者结案。",
        does=(
            "先看清楚不同意以后案卷会到哪一步。",
            "填写日期、理由；经会议表决的填票数。",
            "确认一次后生效，不能撤回。",
        ),
        words=("转办", "答复"),
        signs=("filing",),
    ),
    "filings_accepted": PageHelp(
        title="一并接收的结果",
        part=Part.FILINGS,
        about="一并接收在后台逐件进行，这里写着哪些接收了、哪些留下、为什么。",
        does=(
            "留下的点姓名逐件办理。",
            "进行中可以离开，完成后在“我的”页面找到。",
            "接收了的，下级立即看到。",
        ),
        words=("一并接收", "后台处理"),
        signs=("job",),
        needs=(Act.FILE, Act.RECEIVE_FILING, Act.DECIDE),
    ),
}
