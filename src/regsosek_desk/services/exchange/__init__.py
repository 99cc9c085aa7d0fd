"""Exchange with another party: receive, send, prove. `run` over HTTP, `stick` by file, `state` for the screen.

What arrives goes into the work file in slices as short as a commit of the keyer, so that keying goes on meanwhile.
Nothing counts as sent before a signed receipt is stored, and every step may be repeated.
"""
