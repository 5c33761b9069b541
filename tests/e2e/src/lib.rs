//! End-to-end tests on the real binaries, over public interfaces only.
