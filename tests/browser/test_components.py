"""The components in a real browser: no axe violation, nothing wider than the page, and what the
script adds.

They are answered from memory: no server, no database.
"""

import mimetypes
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders
from django.test import override_settings
from playwright.sync_api import Browser, Dialog, Page, Route

from tests.browser import gallery
from tests.browser.looks import WIDTHS, flaws

SITE = "http://jishi.test"
PAGES = ("components", "components_panes")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page for which they are the whole web; `page.posts` counts what was sent."""
    with override_settings(ROOT_URLCONF="tests.browser.gallery_urls"):
        pages = {f"/{name}": gallery.render(name) for name in PAGES}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        if route.request.method == "POST":
            route.fulfill(status=204)  # the page stays as it is
        elif path.startswith("/static/") and isinstance(
            file := finders.find(path.removeprefix("/static/")), str
        ):
            route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0] or "")
        elif path in pages:
            route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)

    page = browser.new_page()
    page.route("**/*", answer)
    yield page
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_components_are_accessible_and_fit(page: Page, name: str, width: int) -> None:
    missing: list[str] = []
    page.on(
        "response",
        lambda response: missing.append(response.url) if response.status == 404 else None,
    )
    page.goto(f"{SITE}/{name}")
    assert flaws(page, width) == []
    assert missing == []


def test_the_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto(f"{SITE}/components_panes")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_summary_of_errors_takes_the_focus_and_leads_to_the_field(page: Page) -> None:
    page.goto(f"{SITE}/components")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "held_on"
    described = page.get_attribute("[name=held_on]", "aria-describedby") or ""
    assert [page.inner_text(f"#{part}") for part in described.split()] == [
        "应在 2026年4月20日 至 2026年5月20日 之间（第十九条）",
        "如 2026年5月18日 或 2026-5-18",
        "支部大会日期填写得不对，请核对。",
    ]


def test_a_double_click_sends_once(page: Page) -> None:
    page.goto(f"{SITE}/components_panes")
    posts: list[str] = []
    page.on(
        "request", lambda request: posts.append(request.url) if request.method == "POST" else None
    )
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button", name="同意", exact=True).dblclick()
    page.wait_for_load_state("networkidle")
    assert len(posts) == 1


@pytest.mark.parametrize(("accepts", "sent"), [(True, 1), (False, 0)])
def test_a_question_is_asked_before_sending(page: Page, accepts: bool, sent: int) -> None:
    page.goto(f"{SITE}/components_panes")
    posts: list[str] = []
    page.on(
        "request", lambda request: posts.append(request.url) if request.method == "POST" else None
    )

    def answer(dialog: Dialog) -> None:
        assert dialog.message == "确认不同意？"
        dialog.accept() if accepts else dialog.dismiss()

    page.once("dialog", answer)
    page.get_by_role("button", name="不同意").click()
    page.wait_for_load_state("networkidle")
    assert len(posts) == sent


def test_a_barred_button_can_be_reached_and_does_nothing(page: Page) -> None:
    page.goto(f"{SITE}/components")
    barred = page.get_by_role("button", name="上报审批")
    barred.focus()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url))
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    assert posts == []
    assert barred.get_attribute("aria-disabled") == "true"
    assert "还缺政治审查结论（第十六条）" in barred.locator("..").inner_text()


def test_the_picker_writes_the_day_as_it_is_written_here(page: Page) -> None:
    page.goto(f"{SITE}/components")
    page.locator(".day-picker").first.evaluate(
        "picker => { picker.value = '2026-05-08'; picker.dispatchEvent(new Event('change')) }"
    )
    assert page.input_value("[name=held_on]") == "2026年5月8日"


def test_a_phone_folds_the_stages_but_the_present_one(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(f"{SITE}/components")
    assert page.locator(".stage > details[open]").count() == 1
    assert page.locator(".stage-now > details[open]").count() == 1


def test_a_menu_closes_on_escape(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto(f"{SITE}/components_panes")
    page.get_by_text("菜单").click()
    assert page.get_by_role("link", name="年度检查").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="年度检查").is_visible()


def test_without_javascript_everything_stands_open(browser: Browser, page: Page) -> None:
    page.goto(f"{SITE}/components")
    html = page.evaluate("fetch('/components').then(answer => answer.text())")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    plain = context.new_page()
    plain.set_content(html)
    assert plain.locator(".step").count() == 25
    assert plain.locator(".step >> visible=true").count() == 25
    assert plain.locator("[name=contacts-0-since]").is_editable()
    context.close()


ASK = """status => {
    document.body.insertAdjacentHTML('beforeend',
        `<form id="asking"><input name="typed" value="kept">
         <button hx-post="/answer/${status}" hx-target="#asking">问</button></form>`);
    htmx.process(document.getElementById('asking'));
    document.querySelector('#asking button').click();
}"""


@pytest.mark.parametrize("status", [403, 404, 409])
def test_a_refusal_stands_above_and_leaves_what_was_typed(page: Page, status: int) -> None:
    page.route(
        "**/answer/*",
        lambda route: route.fulfill(status=status, body="<h1>不行</h1>", content_type="text/html"),
    )
    page.goto(f"{SITE}/components_panes")
    page.evaluate(ASK, status)
    page.wait_for_selector("#refusal h1")
    assert page.evaluate("document.activeElement.id") == "refusal"
    assert page.input_value("[name=typed]") == "kept"


def test_a_form_refused_by_a_rule_takes_its_own_place(page: Page) -> None:
    page.route(
        "**/answer/*",
        lambda route: route.fulfill(status=422, body="<p>有误</p>", content_type="text/html"),
    )
    page.goto(f"{SITE}/components_panes")
    page.evaluate(ASK, 422)
    page.wait_for_selector("#asking p")
    assert page.inner_text("#refusal") == ""


def test_a_server_that_fails_is_told_and_can_be_asked_again(page: Page) -> None:
    page.route(
        "**/answer/*",
        lambda route: route.fulfill(status=500, body="Traceback", content_type="text/html"),
    )
    page.goto(f"{SITE}/components_panes")
    page.evaluate(ASK, 500)
    page.wait_for_selector("#refusal p")
    assert "本次是否已经写入不能确定" in page.inner_text("#refusal")
    assert page.input_value("[name=typed]") == "kept"
    assert page.locator("form[data-sent]").count() == 0
