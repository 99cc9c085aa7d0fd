"""The endpoint as use cases: enrol, let in, take batches in, hand out what is new. `server` puts HTTP around it."""
