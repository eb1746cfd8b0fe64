"""The ``panel`` command: one file per command; each asks wiring for a house and calls use cases."""

from __future__ import annotations

import typer

from draw_service.cli import demo, drill, keys, phone_network, pool, relay, slip, verify, worker

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its frames could show a person
    help="评标评审专家库 the evaluation-expert pool: draws anyone can recompute, names sealed.",
)
app.command("demo")(demo.demo)
app.command("drill")(drill.drill)
app.command("worker")(worker.worker)
app.command("verify")(verify.verify)
app.command("slip")(slip.slip)
app.command("phone-network")(phone_network.phone_network)
app.command("relay")(relay.relay)
app.add_typer(pool.app, name="pool")
app.add_typer(keys.app, name="keys")


def main() -> None:
    """Entry point of the ``panel`` command."""
    app()
