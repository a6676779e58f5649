"""`hub demo`: the hub with the sandbox around it and the demo firm inside. Nothing of this is in `hub serve`."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from aiohttp import web

from channels.contract import Medium
from channels.sandbox.carrier import Carrier
from channels.sandbox.imap import serve_imap
from channels.sandbox.pages import SandboxPages, Surroundings
from channels.sandbox.post_office import PostOffice
from channels.sandbox.shop import Shop
from channels.sandbox.smtp import serve_smtp
from hub.actions import accounts
from hub.app import clock, serve, start
from hub.demo.firm import customers
from hub.demo.people import COLLEAGUES, TEAM
from hub.demo.values import DemoAgent
from hub.demo_app import telephone
from hub.demo_app.life import Life, Liveliness, firm_of
from hub.demo_app.steps import Steps
from hub.demo_app.world import CUSTOMERS, SEED, played
from hub.edge.auth import hash_password
from hub.edge.site import DEMO, FEED, STORE, Demo, DemoSignIn
from hub.settings import ConfigurationError, Settings, read_settings, read_site
from hub.store import account_rows, demo_facts, demo_roster, demo_rows, schema, search_index
from hub.store.database import Tx, open_store

HOST = "127.0.0.1"
SMTP_PORT = 2525
IMAP_PORT = 2143
DEMO_PASSWORD = "rapport-demo"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the sandbox's mail server listens."""

    smtp: int
    imap: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the demo begins and goes: `fill` "full" or "empty", `keep` "no" forgets an earlier demo's data."""

    fill: str
    keep: str
    lively: Liveliness


@dataclass(frozen=True, slots=True)
class World:
    """What stands around the hub: mailboxes, the shop, the telephone company, and those who come by themselves."""

    office: PostOffice
    shop: Shop
    carrier: Carrier
    life: Life


def run_demo(folder: Path, wishes: Wishes) -> None:
    """Start the demo."""
    environ = dict(os.environ)
    data = Path(environ.setdefault("RAPPORT_DATA", "data/demo"))
    if wishes.keep == "no":
        shutil.rmtree(data, ignore_errors=True)
    ports = Ports(
        _free(environ.get("SANDBOX_SMTP_PORT"), SMTP_PORT), _free(environ.get("SANDBOX_IMAP_PORT"), IMAP_PORT)
    )
    mail = {"smtp_host": HOST, "smtp_port": ports.smtp, "imap_host": HOST, "imap_port": ports.imap}
    shop = Shop(environ.setdefault("SANDBOX_SHOP_SECRET", secrets.token_hex(32)))
    telephone.invent_secrets(environ)
    try:
        values = {"mail": mail, **telephone.channel_values(read_site(folder, environ))}
        settings = read_settings(folder, environ, values)
    except ConfigurationError as error:
        raise click.ClickException(f"the configuration in {folder} has mistakes:\n{error}") from None
    schema.migrate(settings.site.database_url)
    filled = _fill(settings, wishes.fill)
    firm = firm_of(settings.plan, settings.site.public_url, (HOST, ports.smtp))
    office = PostOffice(data / "mail")
    carrier = telephone.open_carrier(settings, environ, folder)
    world = World(office, shop, carrier, Life(wishes.lively, firm, DEMO_PASSWORD))
    start(_serve(settings, world, ports, filled), settings)


def _fill(settings: Settings, fill: str) -> str:
    """Add the team and, into an empty store, the demo's customers. Returns a few words on what is there."""
    store = open_store(settings.site.database_url, clock=clock, blobs=settings.site.data_dir / "blobs")
    store.house = settings.plan
    try:
        return store.do_now(write_demo, fill, hash_password(DEMO_PASSWORD))
    finally:
        store.close()


def write_demo(tx: Tx, fill: str, password_hash: str) -> str:
    """The team and, with `fill` "full", the firm's past. A few words on what is there."""
    if accounts.anybody(tx):
        _add(tx, [agent for agent in COLLEAGUES if not account_rows.email_taken(tx, agent.email)], password_hash)
        return "kept from last time"
    team = _add(tx, TEAM, password_hash)
    colleagues = _add(tx, COLLEAGUES, password_hash)
    if fill == "empty":
        return "an empty demo"
    rows = demo_rows.fill(tx.conn, customers(CUSTOMERS, SEED), team, tx.now)
    rostered = [agent for agent, each in zip(team, TEAM, strict=True) if each.queues]
    rows += demo_roster.fill(tx.conn, rostered, colleagues, tx.now)
    demo_facts.tell(tx.conn, tx.house, tx.now)
    search_index.write_all(tx.conn)
    return f"{CUSTOMERS} invented customers, {rows} rows of history"


def _add(tx: Tx, agents: Sequence[DemoAgent], password_hash: str) -> list[str]:
    added = []
    for agent in agents:
        fields = {"name": agent.name, "roles": agent.roles, "language": agent.language, "team": agent.team,
                  "queues": agent.queues, "skills": agent.skills}
        added.append(str(accounts.add_agent(tx, accounts.new_agent(tx.house, agent.email, password_hash, fields))))
    return added


async def _serve(settings: Settings, world: World, ports: Ports, filled: str) -> None:
    office, life = world.office, world.life
    address = next((info.address for info in settings.plan.channels.values() if info.medium is Medium.EMAIL), "")
    office.letters(address)
    servers = [await serve_smtp(office, HOST, ports.smtp), await serve_imap(office, HOST, ports.imap)]

    async def extend(app: web.Application) -> None:
        steps = Steps(app[STORE], settings.plan, clock())
        around = Surroundings(settings.plan.firm, address, life.number, played(), life.stories, life.begin, steps.after)
        pages = SandboxPages(office, HOST, ports.smtp, around)
        app.add_routes([*pages.routes(), *world.shop.routes(), *world.carrier.routes(telephone.PREFIX)])
        app[FEED].sandbox_url = "/sandbox"
        app[DEMO] = Demo(tuple(DemoSignIn(agent.roles[0], agent.email, DEMO_PASSWORD, agent.name) for agent in TEAM))

        async def leave(_: web.Application) -> None:
            await life.close()
            await world.carrier.close()

        app.on_shutdown.append(leave)

    def started() -> None:
        print(_welcome(settings, ports, filled, life), flush=True)
        life.start()

    try:
        await serve(settings, extend, started)
    finally:
        for server in servers:
            server.close()


def _welcome(settings: Settings, ports: Ports, filled: str, life: Life) -> str:
    url = settings.site.public_url
    rows = [f"  {agent.roles[0]:<11} {agent.email:<26} {DEMO_PASSWORD}" for agent in TEAM]
    called = [f"Call or text:        {life.number}   on that page; press 2, wait, and the console rings"]
    return "\n".join(
        ("", f"Rapport is running: {url}", "", "Sign in as", *rows, "",
         f"Play the customer:   {url}/sandbox   (telephone, SMS, mail program, and the shop with the chat)",
         *(called if life.number else ()),
         f"Or any mail program: SMTP {HOST}:{ports.smtp}, write to support@fernhill.example",
         f"By themselves:       {life.words}",
         f"Data:                {settings.site.database_url}   {filled}", "Stop with Ctrl-C.", "")
    )


def _free(wanted: str | None, usual: int) -> int:
    """The wanted port, or the usual one, or any free one when that is taken."""
    port = int(wanted) if wanted and wanted.isdigit() else usual
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            probe.close()
            with socket.socket() as other:
                other.bind((HOST, 0))
                return int(other.getsockname()[1])
    return port


__all__ = ["Liveliness", "Wishes", "run_demo"]
