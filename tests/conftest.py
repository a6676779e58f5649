"""What every test may ask for: the services, started when first asked; and how examples of laws are drawn.

The same examples each time, so that a change is judged and not the draw; `make laws` draws new ones.
"""

import os

from hypothesis import settings

pytest_plugins = [
    "tests.services.absent",
    "tests.services.apart",
    "tests.services.chromium",
    "tests.services.dovecot",
    "tests.services.postgres",
    "tests.services.redis",
    "tests.services.smtp",
    "tests.services.databases",  # after those whose servers it lends from
]

settings.register_profile("same", derandomize=True, deadline=None)  # what takes long on a busy machine is not wrong
settings.register_profile("drawn", derandomize=False, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("LAWS", "same"))
