"""The office's lists: read from workbooks and csv, looked through row by row, put into the endpoint."""
