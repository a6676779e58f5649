"""What is done: one file a step, each public function is one transaction's work. `action(tx, ...)`, never a commit.

Only the edge and the readers of the log call these. Decisions are made in core, statements are written in store.
"""
