"""Taking over a user pool that was made by hand: read, described as a configuration, imported, proved unchanged."""
