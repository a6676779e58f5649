"""REST resources, one file a subject: each handler reads what is asked, calls one action or query, answers."""
