"""What those who check see and decide: exceptions, returns, codes, approvals, the risk table."""
