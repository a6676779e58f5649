"""REMEMBERS. The only place that imports SQLAlchemy.

Rows are not passed upward: functions return frozen values.
"""
