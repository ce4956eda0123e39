"""From an environment to verified tokens. Knows no stack and no terminal."""
