"""Deploying stacks, one-shot or kept, one or many at once, and destroying them."""
