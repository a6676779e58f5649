"""Actions against the real store on both databases: laws, races, idempotence, threading, the way in and out."""
