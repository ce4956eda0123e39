"""A back end of one's own, asked what it lets in."""
