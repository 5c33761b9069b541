//! Builds the Wasm with benchmarks, but only for who asks: nothing except the weight runner runs it.

fn main() {
    #[cfg(feature = "std")]
    on_demand();
}

/// The Wasm if `CYBERSYN_BENCH_WEIGHTS` is set, as `scripts/bench.sh --weights` does; else none.
#[cfg(feature = "std")]
fn on_demand() {
    use std::{env, fs, path::Path};
    println!("cargo:rerun-if-env-changed=CYBERSYN_BENCH_WEIGHTS");
    println!("cargo:rerun-if-changed=build.rs");
    if env::var_os("CYBERSYN_BENCH_WEIGHTS").is_some() {
        substrate_wasm_builder::WasmBuilder::init_with_defaults().disable_runtime_version_section_check().build();
        return;
    }
    let directory = env::var("OUT_DIR").expect("cargo sets it for build scripts");
    let file = Path::new(&directory).join("wasm_binary.rs");
    fs::write(file, "pub const WASM_BINARY: Option<&[u8]> = None;").expect("the build directory is writable");
}
