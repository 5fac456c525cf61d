"""Tiled transparency logs as C2SP specifies them: Merkle tree, tiles, signed notes, checkpoints, cosignatures, proofs.

Knows neither acts nor the database: what a court's expert runs is this same code. docs/record-format.md, “Log”.
"""
