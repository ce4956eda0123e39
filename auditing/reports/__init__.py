"""The forms of a report: table, JSON, CSV, JUnit, SARIF 2.1.0, HTML. Each is written pool by pool."""
