"""Parts of the screen of progress."""
