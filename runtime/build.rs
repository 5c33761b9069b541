//! Builds the runtime once more, to the Wasm that goes on chain.

fn main() {
    // The metadata hash compiles the runtime twice: only scripts/release.sh asks for it.
    #[cfg(feature = "std")]
    substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
