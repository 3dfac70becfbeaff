"""What is said of the pages on which organizations, members, posts and accounts are kept."""

from __future__ import annotations

from filings.desk.guide.rows import PageHelp, Part

ADMINISTRATION: dict[str, PageHelp] = {
    "organizations": PageHelp(
        title="组织与任职",
        part=Part.KEEPING,
        about="您管理的党组织，按上下级排成一棵树。",
        does=(
            "点组织的名称，打开它的页面，办理修改、移动、撤销、党员和任职。",
            "在上面的框里输入名称的一部分，就只显示找到的组织。",
            "新的党组织在它的上级的页面上建立。",
        ),
        words=("任职",),
    ),
    "organization": PageHelp(
        title="一个党组织",
        part=Part.KEEPING,
        about="这个组织的名称、种类、上级、下级、任职和党员名单。",
        does=(
            "撤销的组织填撤销日期，不删除，过去办理的事仍写着它的名称。",
            "“登记任职”给一个账号登记职务和起始日期；“登记党员”把一位同志加进名单。",
            "党员较多时，用“导入党员名单”一次写入。",
        ),
        words=("任职",),
    ),
    "member": PageHelp(
        title="一名党员",
        part=Part.KEEPING,
        about="这位党员在哪个党支部，从哪天起，用哪个账号。",
        does=(
            "转往本系统的另一个党支部，用“转到另一组织”，两边一次写好。",
            "转出本系统、出党、去世，用“登记离开”，填日期和原因，不删除。",
            "应到会的人数按这份名单计算，请按实际日期填写。",
        ),
    ),
    "members_import": PageHelp(
        title="导入党员名单",
        part=Part.KEEPING,
        about="从表格文件或者粘贴的表格，把一个党支部的党员一次写入。",
        does=(
            "先“试运行”，读不出或者重复的单元格会逐个指出，这时什么也没有写入。",
            "改好以后再“全部导入”，有一处错误就什么也不写入。",
            "身份证号所在的列要设成文本，否则表格软件只保留十五位。",
        ),
    ),
    "posts": PageHelp(
        title="任职",
        part=Part.KEEPING,
        about="您管理的范围内，谁在哪里担任什么职务，从哪天到哪天。",
        does=(
            "按姓名、组织或者职务查找。",
            "离任的点“离任”，从填写的那天起不再有权限。",
            "新的任职在组织的页面上登记。",
        ),
        words=("任职",),
    ),
    "accounts": PageHelp(
        title="账号",
        part=Part.KEEPING,
        about="您管理的范围内的账号。",
        does=(
            "按姓名或者用户名查找，点开一个账号办理。",
            "没有任职的账号登录后什么也看不到，请登记任职或者停用。",
            "新账号在组织的页面上建立。",
        ),
        words=("任职",),
    ),
    "account": PageHelp(
        title="一个账号",
        part=Part.KEEPING,
        about="账号属于谁，是否启用，现在和过去的任职。",
        does=(
            "忘记密码的，点“重置密码”；本人登录后要先改成自己的密码。",
            "不再使用的账号停用，不删除，做过的事仍写着他的名字。",
            "需要时可以再启用。",
        ),
        words=("任职",),
    ),
}
