"""The command line. Each command says what it does in `--help`; the work is done elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hub.settings import DEFAULT_FOLDER, ConfigurationError, Settings, read_settings

CONFIG = click.option(
    "--config",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_FOLDER,
    help="Folder with hub.toml, channels.toml and floor.toml.",
)


def _settings(folder: Path) -> Settings:
    try:
        return read_settings(folder)
    except ConfigurationError as error:
        click.echo(f"The configuration in {folder} has {len(error.faults)} mistake(s):", err=True)
        for fault in error.faults:
            click.echo(f"  {fault}", err=True)
        sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="rapport", prog_name="rapport")
def main() -> None:
    """Rapport: one thread with every customer, whatever channel they use.

    Start with `hub demo` to look around without any account, or write config/*.toml and run `hub serve`.
    PORT and DATABASE_URL in the environment win over the configuration.
    """


@main.command()
@CONFIG
def serve(folder: Path) -> None:
    """Serve your firm: the console, the channels in channels.toml, nothing of the demo.

    Run `hub migrate` once before the first start and after each upgrade, and `hub agent add` for people.
    """
    from hub.app import run

    run(_settings(folder))


@main.command()
@click.option("--empty", is_flag=True, help="Start without the demo firm's customers and history.")
@click.option("--fresh", is_flag=True, help="Forget what an earlier demo kept and begin anew.")
@click.option("--pace", type=click.FloatRange(0, 60), default=4, show_default=True, envvar="RAPPORT_PACE",
              help="Invented customers who call, text, mail and chat: so many a minute; 0 for none.")
@click.option("--team/--no-team", default=None, help="Scripted colleagues who answer what people leave. Default: "
              "with a pace.")
@CONFIG
def demo(folder: Path, pace: float, **chosen: bool | None) -> None:
    """Try everything on this machine: demo team, demo customers, a shop with the chat, a real mailbox.

    Needs no account anywhere. The terminal prints the address and the demo sign-ins. Ctrl-C stops it.
    """
    from hub.demo_app import Liveliness, Wishes, run_demo

    helped = pace > 0 if chosen["team"] is None else chosen["team"]
    lively = Liveliness(pace, "yes" if helped else "no")
    run_demo(folder, Wishes("empty" if chosen["empty"] else "full", "no" if chosen["fresh"] else "yes", lively))


@main.command()
@CONFIG
def migrate(folder: Path) -> None:
    """Bring the database to this version's schema. Safe to run again; nothing is lost."""
    from hub.store.schema import migrate as bring

    settings = _settings(folder)
    click.echo(bring(settings.site.database_url))


@main.command()
@click.argument("medium", type=click.Choice(["email"]))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def parse(medium: str, files: tuple[Path, ...]) -> None:
    """Read raw messages from FILES as the hub would: one JSON object a line for each file. Never fails."""
    from channels.parse import main as parse_main

    sys.exit(parse_main(medium, [str(path) for path in files], sys.stdout))


@main.command()
def protocol() -> None:
    """Print the console's TypeScript types, made from the hub's own values."""
    from hub.edge.protocol import text

    click.echo(text(), nl=False)


@main.group()
def agent() -> None:
    """People who work here."""


@agent.command("add")
@click.argument("email")
@click.option("--name", required=True, help="How colleagues and customers see them.")
@click.option("--role", "roles", multiple=True, type=click.Choice(["agent", "supervisor", "admin"]), default=["agent"],
              show_default=True, help="May be given several times.")
@click.option("--queue", "queues", multiple=True, help="A queue they work in, as in floor.toml. Default: every queue.")
@click.option("--skill", "skills", multiple=True, metavar="NAME=LEVEL", help="A skill with its level 1-10.")
@click.option("--language", default="en", show_default=True, help="The console's language: en or ru.")
@click.option("--team", default="", help="A team's name.")
@click.option("--oversees", multiple=True, help="A team a supervisor sees; may be given several times. Default: all.")
@click.password_option("--password", help="At least 10 characters; asked for when not given.")
@CONFIG
def agent_add(folder: Path, email: str, password: str, **fields: object) -> None:
    """Add someone who can sign in as EMAIL."""
    from hub.app import add_agent

    click.echo(add_agent(_settings(folder), email, password, fields))


@main.group()
def check() -> None:
    """Is what others run for us set up as we need it?"""


@check.command("twilio")
@CONFIG
def check_twilio(folder: Path) -> None:
    """Ask Twilio whether credentials, numbers, webhooks and the TwiML app are as this hub needs them.

    Says in plain words what is wrong and what to write where. Changes nothing. Ends with 1 while something is wrong.
    """
    from hub.checking import check as look

    lines, wrong = look(_settings(folder), "twilio")
    click.echo("\n".join(lines))
    sys.exit(1 if wrong else 0)


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
@CONFIG
def backup(folder: Path, target: Path) -> None:
    """Copy the database to TARGET while the hub runs. Attachments lie in data_dir: copy that folder after it."""
    from hub.store.backup import backup as copy

    click.echo(copy(_settings(folder).site.database_url, target))


if __name__ == "__main__":
    main()
