//! The command of citizens and operators.
