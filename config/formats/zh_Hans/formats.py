"""Days as people type them; the first is also how a field shows the day it has."""

DATE_INPUT_FORMATS = [
    "%Y年%m月%d日",
    "%Y-%m-%d",
    "%Y.%m.%d",
    "%Y/%m/%d",
    "%Y %m %d",
    "%Y%m%d",
    "%Y年%m月%d",
]
