"""What tests and tools do with an engine as such: `/_engine/...`, JSON over HTTP, signed with the engine's key.

Paths: `clock`, `events`, `snapshots`, `functions`, `ids`, `tokens`, `hostile-tokens`, `status`, `reset`; without a
signature `health` and `proof`.
"""
