"""Install the system parts of the tests where this may be done, and say plainly what is left to a person.

Run by `make test` as `python -m tests.setup_system`. Root, or sudo without a password, is enough on Debian
and its relatives. It never fails the run: tests without their part are left out and named at the end.
"""

import os
import shutil
import subprocess
import sys

from tests.services.parts import Part, missing

SUDO_SECONDS = 10


def main() -> int:
    """Install what is missing; explain what could not be."""
    wanted = missing()
    if not wanted:
        return 0
    names = ", ".join(part.name for part in wanted)
    prefix = apt_prefix()
    if prefix is None:
        print(f"System parts missing: {names}. They are installed by apt-get as root or with sudo.")
    else:
        print(f"Installing system parts for the tests: {names}", flush=True)
        install(prefix, packages(wanted))
    left = missing()
    if left:
        explain(left)
    return 0


def packages(parts: list[Part]) -> list[str]:
    """Return the Debian packages of these parts, in order."""
    return [package for part in parts for package in part.packages]


def apt_prefix() -> list[str] | None:
    """Return the words that go before apt-get here, or None where it may not or cannot be run."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["env"]
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False, timeout=SUDO_SECONDS)
    return ["sudo", "-n", "env"] if asked.returncode == 0 else None


def install(prefix: list[str], names: list[str]) -> None:
    """Refresh the package list once and install; show apt's own words only when it fails."""
    apt = [*prefix, "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    quiet = ["-o", "Dpkg::Use-Pty=0"]
    for step in ([*apt, "update"], [*apt, *quiet, "install", "-y", "--no-install-recommends", *names]):
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print((done.stdout + done.stderr)[-2000:], file=sys.stderr)
            print(f"apt-get ended with {done.returncode}; the tests go on without.", file=sys.stderr)


def explain(parts: list[Part]) -> None:
    """Say what to install and what cannot be checked without it."""
    print("Still missing for the full test run:", file=sys.stderr)
    for part in parts:
        carried = ", ".join(sorted(part.fixtures)) or "no test, but pictures of pages look different"
        print(f"  {part.name}: apt-get install {' '.join(part.packages)}   ({carried})", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
