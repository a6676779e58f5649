"""What every test may ask for: the services, started when first asked."""

pytest_plugins = [
    "tests.services.absent",
    "tests.services.chromium",
    "tests.services.dovecot",
    "tests.services.postgres",
    "tests.services.redis",
    "tests.services.smtp",
]
