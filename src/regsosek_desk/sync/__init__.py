"""The envelope and the ways it travels: keys, packing, HTTP, files. Knows no database and no screen."""
