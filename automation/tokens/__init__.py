"""Obtains verified tokens of an environment. Independent of stacks and of the terminal."""
