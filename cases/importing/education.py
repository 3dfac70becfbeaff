"""The education that a cell of a workbook names."""

from __future__ import annotations

from cases.facts.application import Education

#: Words of an education, the first found in the cell counts.
_EDUCATION = (
    ("研究生", Education.POSTGRADUATE),
    ("硕士", Education.POSTGRADUATE),
    ("博士", Education.POSTGRADUATE),
    ("专科", Education.COLLEGE),
    ("大专", Education.COLLEGE),
    ("本科", Education.BACHELOR),
    ("大学", Education.BACHELOR),
    ("学士", Education.BACHELOR),
    ("中专", Education.SECONDARY),
    ("技校", Education.SECONDARY),
    ("中技", Education.SECONDARY),
    ("职高", Education.SECONDARY),
    ("高中", Education.HIGH_SCHOOL),
    ("初中", Education.MIDDLE_SCHOOL),
    ("小学", Education.PRIMARY),
)


def education(words: str | None) -> Education | None:
    """The education a cell names; None when it names none we know."""
    for word, kind in _EDUCATION:
        if words and word in words:
            return kind
    return None
