"""A verifier's report, told in two lines."""

from __future__ import annotations

from audit.verify import Report
from draw_service.drill.narrator import Narrator


def told(tell: Narrator, name: str, report: Report) -> tuple[str, int, str]:
    """Say verdict and five plain ticks; returns ``(file, exit code, verdict)``."""
    said = report.verdict_said
    tell.say(f"[bold]{name}[/]：{said.zh}", f"[bold]{name}[/]: {said.en}")
    colour = "green" if report.exit_code == 0 else "red"
    line = "  ".join(report.plain_lines(tell.lang))
    tell.say(f"[{colour}]{line}[/]", f"[{colour}]{line}[/]")
    return name, report.exit_code, report.verdict
