"""The ``panel`` command: one file per command; each asks wiring for a house and calls use cases."""

from __future__ import annotations

import sys

import typer

from draw_service.cli import (
    account,
    archive,
    backup,
    bundle,
    copy,
    demo,
    doctor,
    drill,
    keys,
    migrate,
    phone_network,
    pool,
    relay,
    restore,
    scores,
    serve,
    slip,
    tls,
    verify,
    witness,
    worker,
)
from draw_service.cli.streams import settle_streams
from draw_service.cli.usage import UsageError, language, usage_said

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its frames could show a person
    help="评标评审专家抽取：人人可以复算，名单到签到时间才启封。\n\n"
    "The evaluation-expert pool: draws anyone can recompute, names sealed.",
)
app.command("demo")(demo.demo)
app.command("drill")(drill.drill)
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)
app.command("doctor")(doctor.doctor)
app.command("bundle")(bundle.bundle)
app.command("restore")(restore.restore)
app.command("migrate")(migrate.migrate)
app.command("copy")(copy.copy)
app.command("verify")(verify.verify)
app.command("slip")(slip.slip)
app.command("phone-network")(phone_network.phone_network)
app.command("relay")(relay.relay)
app.add_typer(pool.app, name="pool")
app.add_typer(backup.app, name="backup")
app.add_typer(keys.app, name="keys")
app.add_typer(account.app, name="account")
app.add_typer(tls.app, name="tls")
app.add_typer(witness.app, name="witness")
app.add_typer(scores.app, name="scores")
app.add_typer(archive.app, name="archive")

STOPPED = 130
"""Exit code after Ctrl-C."""


def main(words: list[str] | None = None) -> None:
    """Entry point of the ``panel`` command; leaves with its exit code."""
    settle_streams()
    typed = sys.argv[1:] if words is None else words
    try:
        code = app(typed, prog_name="panel", standalone_mode=False)
    except UsageError as error:
        if not typed or type(error).__name__ == "NoArgsIsHelpError":
            error.show()
        else:
            typer.echo(usage_said(error, language(typed)), err=True)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    if code == STOPPED:
        zh = language(typed) == "zh"
        typer.echo(
            "已中断；没有办完的步骤不会生效。" if zh else "Stopped; no step half done counts.", err=True
        )
    sys.exit(code)
