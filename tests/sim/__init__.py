"""Days of a simulated centre, decided by the real router."""
