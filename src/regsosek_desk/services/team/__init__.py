"""The team's work: who has which bundle, who keys it, who checked and approved it, and how far it all is."""
