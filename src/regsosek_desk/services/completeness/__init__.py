"""Whether an SLS ties: VK lines, recap, paper and keyed families, and every gap by name."""
