//! Chain specifications: dev, local, federation.
