//! Weights of those FRAME pallets that cost something else here than where their published weights were measured.

pub mod timestamp;
