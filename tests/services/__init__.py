"""Real services for the tests: PostgreSQL, Redis, a mail server, an SMTP sink and a browser.

Each starts when the first test asks for it and ends with the run. Nothing here is a double: a test that
passes has spoken to the program itself. What must not live here: anything that knows the hub.
"""
