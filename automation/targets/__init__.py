"""Where an environment is deployed: the local engine or AWS."""
