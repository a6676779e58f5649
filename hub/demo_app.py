"""`hub demo`: the hub with the sandbox around it and the demo firm inside. Nothing of this is in `hub serve`."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import click
from aiohttp import web

from channels.sandbox.imap import serve_imap
from channels.sandbox.pages import SandboxPages
from channels.sandbox.post_office import PostOffice
from channels.sandbox.shop import Shop
from channels.sandbox.smtp import serve_smtp
from hub.actions import accounts
from hub.app import clock, serve, start
from hub.demo.firm import customers
from hub.demo.people import TEAM
from hub.edge.auth import hash_password
from hub.edge.site import DEMO, FEED, Demo, DemoSignIn
from hub.settings import ConfigurationError, Settings, read_settings
from hub.store import demo_rows, schema, search_index
from hub.store.database import Tx, open_store

HOST = "127.0.0.1"
SMTP_PORT = 2525
IMAP_PORT = 2143
DEMO_PASSWORD = "rapport-demo"
CUSTOMERS = 320
SEED = 7


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the sandbox's mail server listens."""

    smtp: int
    imap: int


def run_demo(folder: Path, *, fill: str, keep: str) -> None:
    """Start the demo. `fill` is "full" or "empty"; `keep` "no" forgets an earlier demo's data."""
    environ = dict(os.environ)
    data = Path(environ.setdefault("RAPPORT_DATA", "data/demo"))
    if keep == "no":
        shutil.rmtree(data, ignore_errors=True)
    ports = Ports(
        _free(environ.get("SANDBOX_SMTP_PORT"), SMTP_PORT), _free(environ.get("SANDBOX_IMAP_PORT"), IMAP_PORT)
    )
    mail = {"smtp_host": HOST, "smtp_port": ports.smtp, "imap_host": HOST, "imap_port": ports.imap}
    shop = Shop(environ.setdefault("SANDBOX_SHOP_SECRET", secrets.token_hex(32)))
    try:
        settings = read_settings(folder, environ, {"mail": mail})
    except ConfigurationError as error:
        raise click.ClickException(f"the configuration in {folder} has mistakes:\n{error}") from None
    schema.migrate(settings.site.database_url)
    filled = _fill(settings, fill)
    office = PostOffice(data / "mail")
    start(_serve(settings, (office, shop), ports, filled), settings)


def _fill(settings: Settings, fill: str) -> str:
    """Add the team and, into an empty store, the demo's customers. Returns a few words on what is there."""
    store = open_store(settings.site.database_url, clock=clock, blobs=settings.site.data_dir / "blobs")
    store.house = settings.plan
    try:
        return store.do_now(_write_demo, fill, hash_password(DEMO_PASSWORD))
    finally:
        store.close()


def _write_demo(tx: Tx, fill: str, password_hash: str) -> str:
    if accounts.anybody(tx):
        return "kept from last time"
    team = []
    for agent in TEAM:
        fields = {"name": agent.name, "roles": agent.roles, "language": agent.language, "team": agent.team,
                  "queues": agent.queues, "skills": agent.skills}
        team.append(accounts.add_agent(tx, accounts.new_agent(tx.house, agent.email, password_hash, fields)))
    if fill == "empty":
        return "an empty demo"
    rows = demo_rows.fill(tx.conn, customers(CUSTOMERS, SEED), [str(agent) for agent in team], tx.now)
    search_index.write_all(tx.conn)
    return f"{CUSTOMERS} invented customers, {rows} rows of history"


async def _serve(settings: Settings, world: tuple[PostOffice, Shop], ports: Ports, filled: str) -> None:
    office, shop = world
    address = next((info.address for info in settings.plan.channels.values() if info.address), "")
    office.letters(address)
    servers = [await serve_smtp(office, HOST, ports.smtp), await serve_imap(office, HOST, ports.imap)]

    async def extend(app: web.Application) -> None:
        pages = SandboxPages(office, HOST, ports.smtp, settings.plan.firm, address)
        app.add_routes([*pages.routes(), *shop.routes()])
        app[FEED].sandbox_url = "/sandbox"
        app[DEMO] = Demo(tuple(DemoSignIn(agent.roles[0], agent.email, DEMO_PASSWORD, agent.name) for agent in TEAM))

    try:
        await serve(settings, extend, lambda: print(_welcome(settings, ports, filled), flush=True))
    finally:
        for server in servers:
            server.close()


def _welcome(settings: Settings, ports: Ports, filled: str) -> str:
    url = settings.site.public_url
    rows = [f"  {agent.roles[0]:<11} {agent.email:<26} {DEMO_PASSWORD}" for agent in TEAM]
    return "\n".join(
        ("", f"Rapport is running: {url}", "", "Sign in as", *rows, "",
         f"Play the customer:   {url}/sandbox   (mail program and the shop with the chat)",
         f"Or any mail program: SMTP {HOST}:{ports.smtp}, write to support@fernhill.example",
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


__all__ = ["run_demo"]
