//! The journey of DESIGN section 4 that `dev.sh --demo` runs and the end-to-end test checks.
