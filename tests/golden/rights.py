"""Who may do what: the table of acts, and the answer of each page to each account."""

from __future__ import annotations

from branches.acts import MAY
from tests.golden.pages import kind_of, walked
from tests.golden.world import WHO, signed_in


def look() -> dict[str, str]:
    """`{"acts": a line for each act, account: a line for each kind of page}`."""
    acts = [
        f"{act.name}: {' '.join(sorted(role.name for role in roles))}" for act, roles in MAY.items()
    ]
    found = {"acts": "\n".join(sorted(acts))}
    addresses: dict[str, str] = {}
    for who in WHO:
        for address in walked(who):
            addresses.setdefault(kind_of(address), address)
    for who in WHO:
        client, seen = signed_in(who), walked(who)
        lines = []
        for kind, address in sorted(addresses.items()):
            status = seen[address][:3] if address in seen else client.get(address).status_code
            lines.append(f"{kind}: {status}")
        found[who] = "\n".join(lines)
    return found
