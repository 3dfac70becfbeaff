"""Which rules, steps and papers implement each article, read from where they name it.

The page 细则 and `docs/regulation-coverage.md` are made from this, so that an article without
anything is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from cases.facts.base import FACTS, StepFacts, fields_of
from cases.procedure import STEPS, Step
from cases.regulation import CHAPTERS, TOPICS, Chapter, Topic
from cases.rules.engine import RULES, Rule
from cases.rules.human import HUMAN_RULES, HumanRule
from cases.rules.organization import ORGANIZATION_RULES, OrganizationRule

EDITIONS = (2014, 2026)
DIGITS = "零一二三四五六七八九"
NUMERALS = re.compile(r"第([零一二三四五六七八九十、]+)条")
AnyRule = Rule | OrganizationRule | HumanRule

#: {step code: titles of the papers it prints}
Papers = Mapping[str, Sequence[str]]


def chinese(number: int) -> str:
    """An article's number as it is written: 7 七, 11 十一, 30 三十. Below 100."""
    tens, ones = divmod(number, 10)
    if not tens:
        head = ""
    elif tens == 1:
        head = "十"
    else:
        head = f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not tens else "")


def _number(numeral: str) -> int:
    head, ten, tail = numeral.rpartition("十")
    if not ten:
        tens = 0
    elif not head:
        tens = 1
    else:
        tens = DIGITS.index(head)
    return 10 * tens + (DIGITS.index(tail) if tail else 0)


def numbers_of(article: str | None) -> tuple[int, ...]:
    """The numbers named: 第七条、第八条 7 and 8, also 第二十、二十一条; none for None."""
    return tuple(
        _number(numeral)
        for group in NUMERALS.findall(article or "")
        for numeral in group.split("、")
        if numeral
    )


def anchor(edition: int, number: int) -> str:
    """The id of an article on the page 细则: 26-7."""
    return f"{edition % 100}-{number}"


def article_url(edition: int, number: int) -> str:
    """Where the page 细则 shows the article."""
    return f"{reverse('regulation')}#{anchor(edition, number)}"


@cache
def article_asking(facts_class: type[StepFacts], name: str, edition: int) -> str:
    """The article of the edition that asks for a fact: the one named with it, else, of what must be
    filled in, that of its step; "" where neither says one.
    """
    label = next(fact.label for fact in fields_of(facts_class) if fact.name == name)
    if label.clause is not None:
        return f"第{chinese(label.clause[EDITIONS.index(edition)])}条"
    steps = [step for step in STEPS if FACTS[step.code] is facts_class]
    if not label.required or len(steps) != 1:
        return ""
    article = steps[0].article(edition)
    return article if len(numbers_of(article)) == 1 else ""


@dataclass(frozen=True, slots=True)
class Covered:
    """An article with what implements it: rules of either edition, steps, papers of these steps."""

    topic: Topic
    rules: tuple[AnyRule, ...]
    steps: tuple[Step, ...]
    papers: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        """Whether nothing implements an article that asks for an act, or not all that it asks
        for.
        """
        if self.topic.lacking:
            return True
        return not (
            self.topic.is_stated or self.rules or self.steps or self.papers or self.topic.pages
        )


def all_rules() -> list[AnyRule]:
    """Every rule of the catalogue that a machine decides, by id."""
    rules: list[AnyRule] = [*RULES.values(), *ORGANIZATION_RULES.values()]
    return sorted(rules, key=lambda rule: rule.id)


def covered(topic: Topic, papers: Papers) -> Covered:
    """The article with all that names it in the edition where it has its number."""
    steps = tuple(step for step in STEPS if _names(topic, step.articles))
    rules = tuple(rule for rule in (*all_rules(), *HUMAN_RULES) if _names(topic, articles_of(rule)))
    titles = (title for step in steps for title in papers.get(step.code, ()))
    return Covered(topic, rules, steps, tuple(dict.fromkeys(titles)))


def coverage(papers: Papers) -> Iterator[tuple[Chapter, list[Covered]]]:
    """Every chapter with its articles."""
    for chapter in CHAPTERS:
        yield chapter, [covered(topic, papers) for topic in chapter.topics]


def articles_of(rule: AnyRule) -> tuple[str | None, str | None]:
    """What the rule names in 2014 and 2026."""
    return (rule.e2014.article if rule.e2014 else None, rule.e2026.article if rule.e2026 else None)


def without_article(rules: Iterable[AnyRule]) -> list[AnyRule]:
    """Rules of local practice, which no article names."""
    return [rule for rule in rules if not any(articles_of(rule))]


def _names(topic: Topic, articles: tuple[str | None, str | None]) -> bool:
    return any(
        topic.number(edition) in numbers_of(article)
        for edition, article in zip(EDITIONS, articles, strict=True)
    )


def _numbered() -> Iterator[tuple[tuple[int, int], Topic]]:
    for edition in EDITIONS:
        for topic in TOPICS:
            if (number := topic.number(edition)) is not None:
                yield (edition, number), topic


#: {(edition, number): article}
ARTICLES: dict[tuple[int, int], Topic] = dict(_numbered())


def as_markdown(papers: Papers) -> str:
    """`docs/regulation-coverage.md`: a row an article, in the order of the 2026 edition."""
    lines = [
        "# What implements each article of the regulation",
        "",
        (
            "Printed by `manage.py print_regulation`; a test holds it equal. The page 细则 shows"
            " the same with the texts."
        ),
        (
            "An article marked ▲ asks for an act that nothing implements, or not all of it (then in"
            " brackets);"
        ),
        "— states a principle or a formality.",
        "",
        "| 2014 | 2026 | article | rules | steps | papers | pages |",
        "|---|---|---|---|---|---|---|",
    ]
    for chapter, articles in coverage(papers):
        lines.append(f"| | | **第{chinese(chapter.no)}章 {chapter.title}** | | | | |")
        lines.extend(_row(each) for each in articles)
    lines += ["", "Rules of local practice or arithmetic, which no article names:", ""]
    lines += [f"* {rule.id} {rule.title}" for rule in without_article(all_rules())]
    return "\n".join(lines) + "\n"


def _row(each: Covered) -> str:
    topic = each.topic
    cells = [
        str(topic.e2014 or ""),
        str(topic.e2026 or ""),
        _title(each, topic),
        " ".join(rule.id for rule in each.rules),
        "、".join(f"{step.no} {step.term}" for step in each.steps),
        "、".join(each.papers),
        "、".join(page.label for page in topic.pages),
    ]
    return f"| {' | '.join(cells)} |"


def _title(each: Covered, topic: Topic) -> str:
    """The title, marked where something is missing, and where the article only states something."""
    mark = "▲ " if each.is_missing else ""
    stated = " —" if topic.is_stated else ""
    return f"{mark}{topic.title}{stated}{_lacking(topic)}"


def _lacking(topic: Topic) -> str:
    return f"（{topic.lacking}）" if topic.lacking else ""
