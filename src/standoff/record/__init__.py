"""The record: canonical entries, commitments, a Merkle tree, signed heads, evidence; and a separate verifier."""
