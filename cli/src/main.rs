//! The command of citizens and operators.
fn main() {}
