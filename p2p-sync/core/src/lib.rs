//! The sans-IO heart of the mesh: ballot boxes, signed log, documents, reconciliation.
