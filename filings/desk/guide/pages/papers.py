"""What is said of the pages of papers and scans: `{view: row}`."""

from __future__ import annotations

from branches.acts import Act
from filings.desk.guide.rows import PageHelp, Part

PAPERS: dict[str, PageHelp] = {
    "case_papers": PageHelp(
        title="案卷的文书",
        part=Part.PAPERS,
        about="这个案卷可以打印的全部文书，按步骤排列。",
        does=(
            "登记过的内容自动填入，没有登记的打印为空白，可以手填。",
            "预览不留痕；打印时编校验码并记下是谁打印的。",
            "签字盖章以后的纸面，在“收存”里上传扫描件。",
        ),
        words=("整卷", "扫描件", "第几次办理"),
        signs=("scan",),
        needs=(Act.READ,),
        is_for_sponsors=True,
    ),
    "scan": PageHelp(
        title="收存扫描件",
        part=Part.PAPERS,
        about="上传签字盖章的文书，和案卷放在一起。",
        does=(
            "可以一次选几个文件，PDF、JPEG、PNG 或 OFD；太大的会在发送前说明。",
            "勾选有没有签名、盖章，缺的会一直提醒。",
            "再次上传成为新的一版，旧的保留。",
        ),
        words=("扫描件", "收存"),
        signs=("scan",),
        needs=(Act.RECORD, Act.FILE, Act.HANDLE),
    ),
    "case_archive": PageHelp(
        title="归档",
        part=Part.PAPERS,
        about="第 25 步移交哪些材料、扫描件齐不齐，以及电子档案包。",
        does=(
            "材料种类由细则规定；“移交”是登记的，“扫描件”是实际收存的。",
            "缺的点名称去收存。",
            "齐全以后可以制作电子档案包，离开本系统也能核验。",
        ),
        words=("电子档案包", "扫描件"),
        signs=("archive",),
        needs=(Act.READ,),
    ),
    "paper_check": PageHelp(
        title="核对文书",
        part=Part.PAPERS,
        about="一张打印出来的文书和现行记录是否一致。",
        does=(
            "输入文书下方的校验码，或者用手机扫二维码。",
            "不一致，是打印之后登记有补充或者更正，请重新打印再比对。",
            "“无法比较”是用以前的样式打印的，需要核对的请重新打印。",
        ),
        words=("校验码",),
        signs=("agreement",),
    ),
    "papers_print": PageHelp(
        title="批量打印",
        part=Part.PAPERS,
        about="勾选的多个案卷一次打印同一种文书。",
        does=(
            "选文书种类，按“打印”。",
            "报告和名册把所选的人列在一份里，其他的每人一份。",
            "份数多的在后台制作，完成后在“我的”页面下载。",
        ),
        words=("后台处理",),
    ),
    "paper_numbers": PageHelp(
        title="发文登记簿",
        part=Part.PAPERS,
        about="本组织公文的发文字号：哪个号给了哪份文书。",
        does=(
            "先登记本年的机关代字，取号时自动接着编。",
            "号取错了可以作废，作废的号不再使用，登记簿里保留。",
            "年份与成文日期不符的会标出。",
        ),
        words=("发文字号",),
        signs=("number",),
    ),
    "paper_void": PageHelp(
        title="作废发文字号",
        part=Part.PAPERS,
        about="取错的发文字号，在这里作废。",
        does=(
            "写明作废的理由。",
            "作废的号留在登记簿里，不会再给别的文书。",
            "文书需要新的号时，重新取号。",
        ),
        words=("发文字号",),
        signs=("number",),
        needs=(Act.RECORD, Act.FILE, Act.HANDLE),
    ),
    "form_book": PageHelp(
        title="入党志愿书编号簿",
        part=Part.PAPERS,
        about="领来的入党志愿书每一本的去向。",
        does=(
            "领到一批先登记号段，再逐本发放给预审合格的人。",
            "填坏的登记作废，没用的登记退回。",
            "断号要写说明；“需要核对”里列的是对不上的。",
        ),
        words=("入党志愿书编号",),
        signs=("form",),
    ),
    "form_issue": PageHelp(
        title="发放入党志愿书",
        part=Part.PAPERS,
        about="把一本入党志愿书发给预审合格的人。",
        does=(
            "填这位同志的案卷编号。",
            "发错了，登记作废后另发一本。",
            "编号会自动带到第 14 步。",
        ),
        words=("入党志愿书编号",),
        signs=("form",),
        needs=(Act.FILE,),
    ),
    "form_spoil": PageHelp(
        title="入党志愿书作废或退回",
        part=Part.PAPERS,
        about="填坏的作废，没有用的退回。",
        does=(
            "选作废或退回，写明原因。",
            "已经登记在案卷里的编号不能作废。",
            "编号簿里一直保留。",
        ),
        words=("入党志愿书编号",),
        signs=("form",),
        needs=(Act.FILE,),
    ),
    "form_gap": PageHelp(
        title="说明断号",
        part=Part.PAPERS,
        about="编号中间缺了几个号，在这里说明去向。",
        does=(
            "写明缺的号为什么不在，例如领取时缺页、调给其他单位。",
            "说明以后，断号标为“已说明”。",
            "写明了就不再列为需要核对的问题。",
        ),
        words=("入党志愿书编号",),
        signs=("form",),
        needs=(Act.FILE,),
    ),
    "paper_templates": PageHelp(
        title="文书模板",
        part=Part.PAPERS,
        about="本单位用自己的模板代替系统自带的，这里看哪些起了作用、哪些有错。",
        does=(
            "模板文件由系统管理员放在服务器的文件夹里。",
            "“不能使用”的写着原因，这期间仍按系统自带的打印。",
            "没有自己模板的单位沿用上级的，以最近的为准。",
        ),
        words=("文书模板",),
        signs=("template",),
    ),
}
