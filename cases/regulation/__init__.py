"""《中国共产党发展党员工作细则》, both editions side by side, each article in our own words.

What implements an article is found by `cases.coverage`: rules and steps name their articles
themselves, `Topic.pages` names what else in the system serves it. Whoever changes a text here
changes no rule, and the other way round.
"""

from cases.regulation.admission import ADMISSION, CLOSING, LEADERSHIP, PROBATION
from cases.regulation.cultivation import ACTIVISTS, GENERAL, TARGETS
from cases.regulation.topics import Addressee, Chapter, Page, Source, Topic

__all__ = ["CHAPTERS", "TOPICS", "Addressee", "Chapter", "Page", "Source", "Topic"]

CHAPTERS: tuple[Chapter, ...] = (
    Chapter(1, "总则", GENERAL),
    Chapter(2, "入党积极分子的确定和培养教育", ACTIVISTS),
    Chapter(3, "发展对象的确定和考察", TARGETS),
    Chapter(4, "预备党员的接收", ADMISSION),
    Chapter(5, "预备党员的教育、考察和转正", PROBATION),
    Chapter(6, "发展党员工作的领导和纪律", LEADERSHIP),
    Chapter(7, "附则", CLOSING),
)
TOPICS: tuple[Topic, ...] = tuple(topic for chapter in CHAPTERS for topic in chapter.topics)
