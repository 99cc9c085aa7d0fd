"""The endpoint over HTTP: routes and their process. What it decides stands in services.endpoint."""
