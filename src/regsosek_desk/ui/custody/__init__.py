"""Serah terima: putting bundles through, and the ledger of one."""
