"""The parts of the screens where documents are checked."""
