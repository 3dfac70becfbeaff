"""Under which addresses what is typed about an item is kept."""

from __future__ import annotations

from django.urls import reverse


def pages_of_item(pk: int) -> list[str]:
    """Where nothing is done any more with an item that is answered, returned, taken back, sent
    on.
    """
    names = ("draft", "accept", "receive", "deliberate", "return", "refuse", "withdraw", "resubmit")
    return [reverse(f"filing_{name}", args=[pk]) for name in names]


def pages_of_receipt(pk: int) -> list[str]:
    """The receipt is noted once."""
    return [reverse("filing_receive", args=[pk])]
