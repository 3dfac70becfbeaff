"""The regulation as data: every number once, every article named exists, the printed table is
the one in docs.
"""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from cases.coverage import (
    ARTICLES,
    EDITIONS,
    all_rules,
    anchor,
    article_asking,
    article_url,
    articles_of,
    as_markdown,
    chinese,
    covered,
    numbers_of,
)
from cases.facts.admission import AdmissionMeeting, Approve
from cases.facts.application import Talk
from cases.facts.base import FACTS, fields_of
from cases.procedure import STEPS
from cases.regulation import CHAPTERS, TOPICS, Topic
from config.templatetags import jishi

DOCS = Path(__file__).parents[2] / "docs" / "regulation-coverage.md"


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_number_once_and_in_order(edition: int) -> None:
    numbers = [number for topic in TOPICS if (number := topic.number(edition))]
    assert numbers == list(range(1, 45))
    assert len(CHAPTERS) == 7


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.title)
def test_every_article_has_words_in_its_editions_only(topic: Topic) -> None:
    for edition in EDITIONS:
        assert bool(topic.words(edition)) is (topic.number(edition) is not None)
    for page in topic.pages:
        assert page.view is None or reverse(page.view)


def test_numerals() -> None:
    assert [chinese(number) for number in (1, 9, 10, 11, 19, 20, 30, 44)] == [
        "一",
        "九",
        "十",
        "十一",
        "十九",
        "二十",
        "三十",
        "四十四",
    ]
    assert all(numbers_of(f"第{chinese(number)}条") == (number,) for number in range(1, 45))
    assert numbers_of("第七条、第八条") == (7, 8)
    assert numbers_of("第二十、二十一条") == (20, 21)
    assert numbers_of(None) == ()


def test_every_article_named_by_a_rule_or_a_step_exists() -> None:
    named = [articles_of(rule) for rule in all_rules()] + [step.articles for step in STEPS]
    for articles in named:
        for edition, article in zip(EDITIONS, articles, strict=True):
            assert article is None or numbers_of(article), article
            assert all((edition, number) in ARTICLES for number in numbers_of(article))


def test_both_numbers_of_a_rule_belong_to_one_article() -> None:
    """What changed its number keeps its counterpart; D03 moved from the pre-review to the
    political review.
    """
    for rule in all_rules():
        article_2014, article_2026 = articles_of(rule)
        if article_2014 is None or article_2026 is None or rule.id == "D03":
            continue
        old = {ARTICLES[2014, number].title for number in numbers_of(article_2014)}
        new = {ARTICLES[2026, number].title for number in numbers_of(article_2026)}
        assert old & new, rule.id


def test_an_article_without_anything_is_seen() -> None:
    transfer = covered(ARTICLES[2026, 34], {})
    assert transfer.is_missing
    assert "▲ 预备党员的转移" in as_markdown({})
    talk = covered(ARTICLES[2026, 7], {"talk": ["谈话记录"]})
    assert ([rule.id for rule in talk.rules], [step.no for step in talk.steps]) == (
        ["A05", "A06", "B04"],
        [2],
    )
    assert (talk.papers, talk.is_missing) == (("谈话记录",), False)
    assert not covered(ARTICLES[2026, 1], {}).is_missing, "a purpose asks for no act"


@pytest.mark.parametrize(
    ("number", "title"), [(12, "单位或居住地变动"), (38, "组织部门的报告和计划")]
)
def test_an_article_of_which_a_part_is_lacking_is_marked(number: int, title: str) -> None:
    """Step 6 and the quota serve a part of them, no rule and no record the rest."""
    article = covered(ARTICLES[2026, number], {})
    assert article.is_missing
    assert article.topic.lacking
    assert f"▲ {title}（{article.topic.lacking}）" in as_markdown({})


def test_words_of_the_2026_edition_that_were_wrong_once() -> None:
    assert "建立政审联审制度" in ARTICLES[2026, 16].words(2026)
    assert "在流出地和流入地同时公示" in ARTICLES[2026, 13].words(2026)


def test_the_printed_table_is_the_one_in_docs() -> None:
    out = StringIO()
    call_command("print_regulation", stdout=out)
    assert out.getvalue() == DOCS.read_text(), (
        "run: manage.py print_regulation > docs/regulation-coverage.md"
    )


def test_links(monkeypatch: pytest.MonkeyPatch) -> None:
    assert anchor(2026, 7) == "26-7"
    assert article_url(2014, 7) == f"{reverse('regulation')}#14-7"
    url = reverse("regulation")
    seven, eight = (
        f'<a href="{url}#26-{number}">{word}</a>' for number, word in ((7, "第七条"), (8, "第八条"))
    )
    assert jishi.articles("第七条、第八条", 2026) == f"2026 年版 {seven}、{eight}"
    assert jishi.articles(None, 2026) == ""
    monkeypatch.setenv("JISHI_TODAY", "2026-05-11")
    assert jishi.articles("第七条") == seven, "of the edition in force"
    monkeypatch.setenv("JISHI_TODAY", "2026-05-10")
    assert jishi.articles("第七条") == seven.replace("#26", "#14")


def test_the_article_that_asks_for_a_fact_is_named_with_it_or_is_that_of_its_step() -> None:
    asked = [
        article_asking(AdmissionMeeting, "ballot", 2014),
        article_asking(AdmissionMeeting, "ballot", 2026),
        article_asking(Talk, "on", 2026),
    ]
    assert asked == ["第二十一条", "第二十条", "第七条"]
    assert article_asking(Talk, "place", 2026) == "", "nobody has to fill it in"
    assert article_asking(Approve, "is_one_by_one", 2026) == "", "its step has several articles"


def test_the_articles_of_facts_are_among_those_that_the_regulation_has() -> None:
    numbers = {edition: {topic.number(edition) for topic in TOPICS} for edition in EDITIONS}
    named = 0
    for facts_class in FACTS.values():
        for fact in fields_of(facts_class):
            for edition in EDITIONS:
                found = numbers_of(article_asking(facts_class, fact.name, edition))
                named += len(found)
                assert set(found) <= numbers[edition], (facts_class, fact.name)
    assert named > 150
