"""The command line: options, and what has to be quick before anything is imported."""
