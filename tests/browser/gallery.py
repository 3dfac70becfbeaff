"""The pages of all components as a browser test looks at them: from memory, without a database."""

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from config.context import Demo
from filings.demo.components import TODAY, context


def head() -> dict[str, Any]:
    """What the head of a page shows in place of who is signed in."""
    return {
        "fixed_day": TODAY,
        "demo": Demo(TODAY, 0),
        "user": SimpleNamespace(
            is_authenticated=True, get_full_name="李建国", get_username="lijianguo"
        ),
        "user_note": "北山林场第一党支部 支部书记",
        "user_menu": [{"label": "我的任职", "url": "#"}, {"label": "修改密码", "url": "#"}],
        "navigation": [
            {"label": "工作台", "url": "#", "is_current": True},
            {"label": "案卷", "url": "#"},
            {"label": "备案审批", "url": "#", "count": 12},
            *(
                {"label": label, "url": "#"}
                for label in ("年度检查", "统计", "组织与任职", "指标", "细则")
            ),
        ],
    }


def render(name: str) -> str:
    """One of the pages as HTML."""
    request: HttpRequest = RequestFactory().get("/components/")
    request.htmx = False  # type: ignore[attr-defined]
    return render_to_string(f"help/{name}.html", context() | head(), request)
