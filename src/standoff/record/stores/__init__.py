"""Stores, side by side; each fulfils `record.store.Store`."""
