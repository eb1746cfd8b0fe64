"""Everything for an installation without a network: wheels for both kinds of machine, with their hashes.

Run from a checkout: what goes in is what ``uv.lock`` names, by hash. The packages come from the index that
pip is set to use where the bundle is made; where it is unpacked nothing is asked of anybody.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns, rmtree, which
from tempfile import mkdtemp

from draw_service.rules.refusals import PathMissing, PathTaken, ToolFailed

MACHINES = {
    "x86_64": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "aarch64": ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
}
"""``uname -m`` -> the platforms its wheels may be made for, the newest first. glibc 2.28: Debian 10,
openEuler 20.03, Kylin V10 and later."""
SUMS = "SHA256SUMS"
PAPERS = (
    "README.md",
    "README.zh-CN.md",
    "CHANGELOG.md",
    "LICENSE",
    "audit/browser/verifier.html",
    "draw_service/web/static/slip.html",
)
"""Beside ``deploy``: what whoever installs reads, and the two pages that parties use by themselves."""
_OWN = ("*.env", "*.password", "*.pem", "*.key", "tls", ".*")
"""Settings and secrets of a house that is run from this checkout: they leave it for nobody."""
INSTALL = """离线安装 Installing without a network

1. 核对 Check:      sha256sum -c SHA256SUMS
2. 建立环境 Make:    python3 -m venv /opt/panel-{version}
3. 安装 Install:     /opt/panel-{version}/bin/python -m pip install --no-index --require-hashes \\
                         --find-links "$(uname -m)" --requirement "requirements-$(uname -m).txt"
4. 启用 Switch:      ln -sfn /opt/panel-{version} /opt/panel
                     /opt/panel/bin/panel --help
5. 下一步 Then:      deploy/runbook.zh-CN.md, deploy/runbook.md; 设置表 settings: README.zh-CN.md, README.md

镜像 As an image:   docker build --build-arg BASE=... -f deploy/Dockerfile -t panel:0.1 .

Python {python}, Linux, glibc 2.28 +.
"""


@dataclass(frozen=True, slots=True)
class Bundled:
    """How many wheels there are for each machine, and the bytes of all files."""

    wheels: dict[str, int]
    size: int


def bundle(
    checkout: Path,
    out: Path,
    machines: Sequence[str],
    python: str,
    said: Callable[[str], None] = lambda _step: None,
) -> Bundled:
    """Write the bundle into the new folder ``out``, complete or not at all. ``python``: such as ``3.11``.

    Raises ``PathMissing`` outside a checkout, ``PathTaken``, ``ToolFailed``.
    """
    for needed in ("uv.lock", "pyproject.toml", "deploy"):
        if not (checkout / needed).exists():
            raise PathMissing(path=checkout / needed)
    if out.exists():
        raise PathTaken(path=out)
    out.parent.mkdir(parents=True, exist_ok=True)
    making = Path(mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        wheel = _own_wheel(checkout, making)
        locked = _run("uv", "export", "--frozen", "--no-dev", "--no-emit-project", "--no-header", "--quiet",
                      "--no-annotate", cwd=checkout)  # fmt: skip
        version = wheel.name.split("-")[1]
        counts = {}
        for machine in machines:
            said(machine)
            folder = making / machine
            folder.mkdir()
            needed = making / f"requirements-{machine}.txt"
            needed.write_text(locked, encoding="utf-8")
            _download(needed, folder, MACHINES[machine], python)
            (folder / wheel.name).write_bytes(wheel.read_bytes())
            own = f"{wheel.name.split('-')[0]}=={version} --hash=sha256:{_hash(wheel)}\n"
            needed.write_text(locked + own, encoding="utf-8")
            counts[machine] = len(list(folder.glob("*.whl")))
        wheel.unlink()
        copytree(checkout / "deploy", making / "deploy", ignore=ignore_patterns(*_OWN))
        for page in PAPERS:
            (making / page).parent.mkdir(parents=True, exist_ok=True)
            copyfile(checkout / page, making / page)
        (making / "INSTALL.txt").write_text(INSTALL.format(python=python, version=version), encoding="utf-8")
        size = _sums(making)
        making.chmod(0o755)
        os.rename(making, out)
    except BaseException:
        rmtree(making, ignore_errors=True)
        raise
    return Bundled(counts, size)


def _own_wheel(checkout: Path, folder: Path) -> Path:
    _run("uv", "build", "--quiet", "--wheel", "--out-dir", str(folder.resolve()), cwd=checkout)
    (folder / ".gitignore").unlink(missing_ok=True)
    return next(folder.glob("*.whl"))


def _download(needed: Path, folder: Path, platforms: Sequence[str], python: str) -> None:
    """Wheels alone, each one of the hashes of the lock; nothing is built and nothing is resolved anew."""
    tags = [word for one in platforms for word in ("--platform", one)]
    _run(
        *("python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
        *("--only-binary", ":all:", "--require-hashes", "--python-version", python, "--implementation", "cp"),
        *(*tags, "--dest", str(folder), "--requirement", str(needed)),
        cwd=folder,
    )


def _run(*words: str, cwd: Path) -> str:
    program = which(words[0])
    if program is None:
        raise ToolFailed(tool=words[0])
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours
            [program, *words[1:]], cwd=cwd, check=True, capture_output=True, text=True, timeout=3600
        )
    except (OSError, subprocess.SubprocessError):
        raise ToolFailed(tool=" ".join(words[:4] if words[0] == "python3" else words[:2])) from None
    return done.stdout


def _sums(folder: Path) -> int:
    """Write the hash of every file, as ``sha256sum -c`` reads it; returns their bytes."""
    files = sorted(_files(folder))
    lines = [f"{_hash(file)}  {file.relative_to(folder).as_posix()}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    return sum(file.stat().st_size for file in files)


def _files(folder: Path) -> Iterator[Path]:
    return (one for one in folder.rglob("*") if one.is_file())


def _hash(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()
