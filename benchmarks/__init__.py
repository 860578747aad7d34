"""Measurements that anyone can run again: python -m benchmarks.lineage, python -m benchmarks.scale."""
