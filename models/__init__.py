"""The state store: tables, the one way to write them, ledger, deliveries, quota, plant time, migrations.

Knows no platform. Handlers move state through it; nobody else does.
"""
