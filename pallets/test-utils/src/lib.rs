//! Shared fixtures for pallet tests.
