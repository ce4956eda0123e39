"""`python -m tests.faults [--runs N] [--seed N]`: exit code 1 where anything is left."""

import argparse
import json
import random
import sys

from tests.faults.campaign import run_campaign


def main() -> int:
    """Run the campaign that the command line asks for, and print what it did."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Runs that are killed and broken.")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(100_000), help="the same seed, the same faults")
    arguments = parser.parse_args()
    outcome = run_campaign(arguments.runs, arguments.seed, lambda text: print(text, file=sys.stderr, flush=True))
    print(json.dumps(vars(outcome), indent=1, default=str))
    return 1 if outcome.left else 0


if __name__ == "__main__":
    sys.exit(main())
