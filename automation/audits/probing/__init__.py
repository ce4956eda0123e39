"""`audit --probe`: what the checks claim is tried, as a stranger or an own test user could, and cleaned up again."""
