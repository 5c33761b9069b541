//! Benches of settlement and mesh ingest on the real runtime; the weight runner.
fn main() {}
