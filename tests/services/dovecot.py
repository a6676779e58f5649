"""A mail server for the tests: Dovecot with IMAP (IDLE, MOVE, UIDPLUS) and delivery over LMTP.

It has its own configuration and ports, so a Dovecot of the machine is not touched. Written for Dovecot 2.3,
the one Debian 12 has.
"""

import getpass
import grp
import os
import pwd
import secrets
import shutil
import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.daemon import Daemon, free_port, give, listening, server_account, server_folder
from tests.services.parts import find_dovecot

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
{accounts}
first_valid_uid = 1
mail_uid = {uid}
mail_gid = {gid}
mail_location = maildir:{folder}/mail/%u
mailbox_idle_check_interval = 1s
imap_idle_notify_interval = 2 mins
namespace inbox {{
  inbox = yes
  mailbox Archive {{
    auto = create
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users/%u
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
service stats {{
  chroot =
}}
"""


class MailServer:
    """A running Dovecot: mailboxes are added, letters delivered, the server stopped and started at will."""

    host = "127.0.0.1"

    def __init__(self, program: Path) -> None:
        """Write the configuration; nothing runs yet."""
        self.imap_port, self.lmtp_port = free_port(), free_port()
        self._mail_account = server_account()
        self.folder = server_folder("imap")
        self.folder.chmod(0o755)
        for name in ("mail", "users"):
            (self.folder / name).mkdir()
            give(self.folder / name, self._mail_account)
        config = self.folder / "dovecot.conf"
        config.write_text(self._config())
        self.daemon = Daemon(
            command=[str(program), "-F", "-c", str(config)],
            log=self.folder / "server.log",
            ready=lambda: listening(self.imap_port) and listening(self.lmtp_port),
        )

    def start(self) -> None:
        """Start the server on its ports."""
        self.daemon.start()

    def stop(self) -> None:
        """Stop the server: clients hear BYE."""
        self.daemon.stop()

    def restart(self) -> None:
        """Stop the server and start it on the same ports with the same mail."""
        self.daemon.restart()

    def add_mailbox(self, name: str) -> tuple[str, str]:
        """Make an empty mailbox nobody else uses; return its user, an address, and password."""
        user = f"{name}.{secrets.token_hex(4)}@example.org"
        password = secrets.token_urlsafe(9)
        (self.folder / "users" / user).write_text(f"{user}:{{PLAIN}}{password}::::::\n")
        return user, password

    def deliver(self, user: str, message: bytes, sender: str = "ann@example.com") -> None:
        """Put a letter, as it came over the wire, into a mailbox."""
        with smtplib.LMTP(self.host, self.lmtp_port, local_hostname="localhost") as line:
            line.sendmail(sender, [user], message)

    def close(self) -> None:
        """Stop the server and forget its mail."""
        self.daemon.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _config(self) -> str:
        entry = pwd.getpwnam(self._mail_account or getpass.getuser())
        me = entry.pw_name
        # Without root, every process of the server has to be us.
        users = f"default_internal_user = {me}\ndefault_login_user = {me}"
        group = f"default_internal_group = {grp.getgrgid(entry.pw_gid).gr_name}"
        return CONFIG.format(
            folder=self.folder,
            imap_port=self.imap_port,
            lmtp_port=self.lmtp_port,
            uid=entry.pw_uid,
            gid=entry.pw_gid,
            accounts="" if os.geteuid() == 0 else f"{users}\n{group}",
        )


@pytest.fixture(scope="session")
def dovecot() -> Iterator[MailServer]:
    """The run's mail server; a test takes a mailbox of its own from `add_mailbox`."""
    program = find_dovecot()
    assert program is not None, "Dovecot is missing"
    server = MailServer(program)
    server.start()
    yield server
    server.close()
