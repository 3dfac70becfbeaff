"""Whether an archive package is what it was when it was made. Reads the file alone: no database, no
key.

The manifest names every other file with its digest; its own digest stands on the printed hand-over
list. The entries are chained: each holds the digest of the one before.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cases.models.entry import canonical

FORMAT = "jishi-archive"
FORMAT_VERSION = 1
MANIFEST, ENTRIES = "manifest.json", "entries.json"
MOST_READ = 64 * 2**20  # of the manifest and of the entries, which are held in memory
CHUNK = 2**20


@dataclass
class Verified:
    """What was found: the manifest's digest, how many files agree, and every fault in words."""

    manifest_digest: str = ""
    number: str = ""
    files: int = 0
    entries: int = 0
    faults: list[str] = field(default_factory=list)


def verify(path: Path) -> Verified:
    """Compare everything in the package with its manifest, and the entries with their chain."""
    found = Verified()
    try:
        with zipfile.ZipFile(path) as package:
            _verify(package, found)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        found.faults.append(f"文件打不开或者已损坏：{error}")
    return found


def _verify(package: zipfile.ZipFile, found: Verified) -> None:
    names = package.namelist()
    repeated = {name for name in names if names.count(name) > 1}
    found.faults += [f"{name} 出现了两次" for name in sorted(repeated)]
    if MANIFEST not in names or package.getinfo(MANIFEST).file_size > MOST_READ:
        found.faults.append("没有清单 manifest.json")
        return
    raw = package.read(MANIFEST)
    found.manifest_digest = hashlib.sha256(raw).hexdigest()
    try:
        manifest = json.loads(raw)
        listed = {row["path"]: (row["size"], row["sha256"]) for row in manifest["files"]}
        found.number, head, count = (
            manifest["case"]["number"],
            manifest["case"]["head"],
            manifest["entries"],
        )
        is_known = manifest["format"] == FORMAT and manifest["version"] == FORMAT_VERSION
    except (ValueError, KeyError, TypeError):
        found.faults.append("清单 manifest.json 读不懂")
        return
    if not is_known:
        found.faults.append("不是本系统这一版格式的档案包")
    found.faults += [
        f"{name} 不在清单中" for name in names if name != MANIFEST and name not in listed
    ]
    found.faults += [
        f"{name} 的路径会把文件解压到包外" for name in {*names, *listed} if not _stays_inside(name)
    ]
    if ENTRIES not in listed:
        found.faults.append(f"清单中没有登记 {ENTRIES}")
    for name, about in listed.items():
        if name not in names:
            found.faults.append(f"缺少 {name}")
        elif (package.getinfo(name).file_size, _digest(package, name)) != about:
            found.faults.append(f"{name} 与清单中的摘要不符")
        else:
            found.files += 1
    if ENTRIES in names and package.getinfo(ENTRIES).file_size > MOST_READ:
        found.faults.append(f"{ENTRIES} 过大")
    elif ENTRIES in names and ENTRIES in listed:
        found.faults += _chain_faults(package.read(ENTRIES), head, count, found)


def _stays_inside(name: str) -> bool:
    """Whether a file of this name is unpacked below the folder it is unpacked to."""
    return (
        "\\" not in name
        and ":" not in name
        and not name.startswith("/")
        and ".." not in name.split("/")
    )


def _digest(package: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with package.open(name) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _chain_faults(raw: bytes, head: str, count: int, found: Verified) -> Iterator[str]:
    """Each entry's digest computed again, and tied to the one before."""
    try:
        entries: list[dict[str, Any]] = json.loads(raw)
        before = ""
        for sequence, entry in enumerate(entries, start=1):
            content, digest = entry["recorded"], entry["digest"]
            if (content["sequence"], content["before"]) != (sequence, before):
                yield f"第 {sequence} 条登记与前一条不相连"
            if hashlib.sha256(canonical(content).encode()).hexdigest() != digest:
                yield f"第 {sequence} 条登记的内容与摘要不符"
            before = digest
            found.entries = sequence
    except (ValueError, KeyError, TypeError):
        yield "登记 entries.json 读不懂"
        return
    if (len(entries), before) != (count, head):
        yield "末尾的登记缺失，或与清单不符"
