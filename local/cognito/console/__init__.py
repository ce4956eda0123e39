"""The console and the inbox: what the engine holds and has sent, for a person at a browser and for programs."""
