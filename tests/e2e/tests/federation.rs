//! End-to-end tests on real processes (DESIGN section 4, in the order of the tests they need): run them one at a time.

mod e2e;
