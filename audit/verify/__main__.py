"""``python -m audit.verify FILE``: the verifier at a command line, with ``cryptography`` alone.

Exit: 0 all passed with a policy, 3 all passed but the keys come from the file itself, 1 a check failed,
2 unreadable.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TextIO

from audit.verify import Report, verify
from audit.verify.bundle import MAX_BYTES
from audit.verify.report import NAMES, VERDICTS, Said, Status, Step, plain


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``panel verify`` and of this module."""
    parser.add_argument("file", metavar="FILE", help="evidence bundle, *.edraw.json")
    parser.add_argument("--policy", metavar="F", help='{"log": vkey, "witnesses": [vkey...], "quorum": n}')
    parser.add_argument("--register", metavar="F", help="the regulator's own copy of the register")
    parser.add_argument("--receipt", metavar="LOCKHASH", help="the lock hash printed on the receipt")
    parser.add_argument("--share", metavar="PARTY:CODE", action="append", default=[], help="a share kept")
    parser.add_argument("--records", metavar="F", help="call and sign-in records, JSON lines")
    parser.add_argument("--log", metavar="F", help='every leaf of the log, {"leaves": [base64...]}')
    parser.add_argument("--ticket", metavar="F", help="an expert's private receipt of this draw")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the report")


def _file(name: str | None, most: int | None = None) -> bytes | None:
    if name is None:
        return None
    with open(name, "rb") as file:
        return file.read() if most is None else file.read(most)


def check(asked: argparse.Namespace) -> Report:
    """Read the files and verify; a file that cannot be opened gives an unreadable report."""
    try:
        data = _file(asked.file, MAX_BYTES + 1)
        policy, register = _file(asked.policy), _file(asked.register)
        records, log, ticket = _file(asked.records), _file(asked.log), _file(asked.ticket)
    except OSError as error:
        name = plain(str(error.filename))
        detail = Said(f"打不开 {name}，请核对文件名和路径", f"cannot open {name}: check its name and folder")
        step = Step(1, NAMES[1], Status.FAIL, detail)
        return Report((step,), "unreadable", VERDICTS["unreadable"], asked.policy is not None)
    return verify(
        data or b"",
        policy=policy,
        register=register,
        receipt=asked.receipt,
        shares=dict([*text.split(":", 1), ""][:2] for text in asked.share),
        records=records,
        log=log,
        ticket=ticket,
    )


def run(asked: argparse.Namespace, out: TextIO) -> int:
    """Verify, print the report to ``out``, and give the exit code."""
    report = check(asked)
    if asked.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1), file=out)
    else:
        print(report.as_text(asked.lang), file=out)
    return report.exit_code


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m audit.verify", description="Verify an edraw/1 bundle.")
    add_arguments(parser)
    return run(parser.parse_args(arguments), sys.stdout)


if __name__ == "__main__":
    sys.exit(main())
