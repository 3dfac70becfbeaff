"""How a workbook is filled, said once for the template, for the page 导入导出 and for
`docs/workbook.md`.
"""

from __future__ import annotations

from cases.importing import cells
from cases.importing.columns import DAYS, IDENTITY, LEFT_OUT, SHEETS, Column
from cases.importing.titles import quoted
from config import kit

#: The sheet of the template that holds these sentences; the import passes it over.
SHEET = "填写说明"
#: Columns in which an empty cell says that there is none, once the step has its day.
LISTS = (
    "培养联系人",
    "考察日期",
    "听取意见",
    "公示地点",
    "入党介绍人",
    "政审征求地",
    "转正听取意见",
    "归档材料",
)

RULES = (
    (
        "工作表名为“组织”“党员”“案卷”，不用的可以删去；第 1 行是列标题，与模板相同，次序不限，"
        "不用的列可以删去。"
    ),
    f"{quoted(sorted(LEFT_OUT))}两列不读取；其他的列标题是错误。",
    f"日期写作 {kit.DAYS_ARE_WRITTEN}，或用电子表格的日期格式；数字和符号可以是全角。",
    "只有年月、没有年份、六位或七位数字的日期，以及“今天”“昨天”，不能识别。",
    "数字是不小于 0 的整数；是否写“是”或“否”；有可选项的列只填可选项。",
    f"{kit.HOW_NAMES_ARE_PARTED}，也可以用斜线；多个日期不用斜线分开。",
    "姓名后的括号里可以写职务；有同名党员时写所在组织的编码，如“彭建国（ZB03）”。",
    "没有内容的格子留空；“无”、斜线、横线、圆点等于留空，“无”是可选项的列除外；不能写“同上”“〃”。",
    f"“{IDENTITY}”列设为“文本”格式：数字格式的号码只剩 15 位，不能导入；这一号码不能填在别的列。",
    "组织填编码；全称只有一个组织使用时，也可以填全称。",
    f"{'、'.join(LISTS)}：该步骤有日期而这一格留空，等于没有；其他列留空，等于不知道。",
    "同一公民身份号码只填一行；前一次申请未通过、未批准或取消资格之后再次申请的，可以另填一行。",
)


def note(column: Column) -> str:
    """What may stand in a column, beside its title."""
    if column.choices:
        return f"可填：{'、'.join(column.choices)}"
    if column.parse is cells.day:
        return f"日期，如 {kit.DAYS_ARE_WRITTEN}"
    if column.parse is DAYS:
        return f"一个或几个日期，用顿号、分号、逗号或换行分开；写作 {kit.DAYS_ARE_WRITTEN}"
    if column.parse is cells.names:
        return f"姓名；{kit.HOW_NAMES_ARE_PARTED}；有同名党员时写明组织编码，如“彭建国（ZB03）”"
    if column.parse is cells.yes_no:
        return "是 或 否"
    if column.parse is cells.code:
        return "组织编码；全称只有一个组织使用时，也可以填全称"
    if column.parse is cells.identity_number:
        return "18 位，单元格设为“文本”格式"
    if column.several:
        return f"可填一个或几个：{'、'.join(column.several)}"
    return ""


def as_markdown() -> str:
    """The document `docs/workbook.md`."""
    lines = [
        "# 导入工作簿的填写",
        "",
        "由 `manage.py print_workbook` 写出；内容在 `cases/importing/guide.py`。",
        "",
    ]
    lines += [f"- {rule}" for rule in RULES]
    for sheet, columns in SHEETS.items():
        lines += ["", f"## {sheet}", "", "| 列 | 填写 |", "| --- | --- |"]
        for column in columns:
            required = "必填。" if column.is_required else ""
            lines.append(f"| {column.title} | {required}{note(column)} |")
    return "\n".join(lines) + "\n"
