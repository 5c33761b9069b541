//! The chain as mesh, CLI and tests see it: storage, extrinsics, finalized heads over JSON-RPC.
