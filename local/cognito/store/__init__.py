"""What the engine holds: typed records, the indexes that find them, a lock a pool, and their durable copy."""
