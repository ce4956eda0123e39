"""The driver: environments, test users, tokens and what is done with them."""
