"""Users from a file ("Importing users into user pools from a CSV file")."""
