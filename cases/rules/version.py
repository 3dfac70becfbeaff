"""The versions of the rules: stored with every finding. Written by `manage.py rules_version
--renew`.
"""

from __future__ import annotations

#: (version, digest of the source of the rules and facts), the newest last. A test fails when the
#: source is another one.
VERSIONS: tuple[tuple[str, str], ...] = (
    ("2026.3", "before digests were kept"),
    ("2026.4", "74e4dc8432e9769033841bd349ba37d0f8e7fc39a91e884d6f8956b00ce00418"),
    ("2026.5", "231be3b6c201ac5460355b3911f1ed5ce10f62c4bd6dc275c03669065b130c15"),
    ("2026.6", "7b6c8ba08aae3dc47fdc1b1e158a0832db5239812fd7ce26dff2a63c4c311022"),
    ("2026.7", "d8d454a8b9b67a7d94e883bd9a11e35b55a92605c8c2e662fe437f9a9d48b8b1"),
    ("2026.8", "612b2136d1a4801422f6308f648b8825b4d0843072e8e47a4ab68638ef10bf0e"),
    ("2026.9", "3b9f3051d5186badf3ab26d88ce2ca43ec5a4e8a222e2ab4e79834cbe5628f94"),
)

#: When it changes, everything is judged again.
RULES_VERSION = VERSIONS[-1][0]
