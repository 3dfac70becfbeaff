"""A page as text, without what differs from run to run."""

from __future__ import annotations

import html
import re
from typing import Any

#: Hidden values that only say which page was sent: tokens, ids of a request, sealed names.
HIDDEN = re.compile(
    r'(<input[^>]*name="(?:csrfmiddlewaretoken|request_id|typed_by|page|window)"[^>]*value=")[^"]*(")'
)
TOKENS = re.compile(r'(csrf[-_]?token"?\s*[:=]\s*"?)[\w-]{16,}', re.IGNORECASE)
IDS = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
LONG = re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,}\b")


def page_text(answer: Any) -> str:
    """The status, where it leads, and what is shown: one tag a line, so that a difference is a
    line.
    """
    where = f" -> {answer['Location']}" if answer.has_header("Location") else ""
    kind = answer.get("Content-Type", "")
    if not kind.startswith("text/html"):
        return f"{answer.status_code}{where} {kind}"
    text = b"".join(answer).decode()
    for pattern, new in ((HIDDEN, r"\1…\2"), (TOKENS, r"\1…"), (IDS, "<id>"), (LONG, "<digits>")):
        text = pattern.sub(new, text)
    lines = (line.strip() for line in text.replace(">", ">\n").splitlines())
    return f"{answer.status_code}{where}\n" + "\n".join(line for line in lines if line)


def words(answer: Any) -> str:
    """What a reader of the page reads in its main part, in one line."""
    text = b"".join(answer).decode()
    main = re.search(r"<main.*</main>", text, re.DOTALL)
    found = re.sub(
        r"<(script|style).*?</\1>|<[^>]*>", " ", main.group() if main else text, flags=re.DOTALL
    )
    return IDS.sub("<id>", " ".join(html.unescape(found).split()))
