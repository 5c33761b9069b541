//! Crash-safe persistence of the mesh.
