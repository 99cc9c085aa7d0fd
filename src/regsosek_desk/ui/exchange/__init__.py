"""The exchange in the window: a thread of its own for it, and the cards for stick and LAN."""
