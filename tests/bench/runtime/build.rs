//! Builds the baseline's Wasm, but only for who asks: nothing except the bench runs it.

fn main() {
    #[cfg(feature = "std")]
    on_demand();
}

/// The Wasm if `CYBERSYN_BENCH_BASELINE` is set, as `scripts/bench.sh` does; else none.
#[cfg(feature = "std")]
fn on_demand() {
    println!("cargo:rerun-if-env-changed=CYBERSYN_BENCH_BASELINE");
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var_os("CYBERSYN_BENCH_BASELINE").is_some() {
        substrate_wasm_builder::WasmBuilder::build_using_defaults();
        return;
    }
    let directory = std::env::var("OUT_DIR").expect("cargo sets it for build scripts");
    let file = std::path::Path::new(&directory).join("wasm_binary.rs");
    std::fs::write(file, "pub const WASM_BINARY: Option<&[u8]> = None;").expect("the build directory is writable");
}
