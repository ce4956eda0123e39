"""Settings of user pools and app clients: what they are by default, how they are completed, and how they are told."""
