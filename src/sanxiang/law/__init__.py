"""The brain: what the law asks, when periods end, what a case may do next and did wrongly. Pure; reads packs and nothing else."""
