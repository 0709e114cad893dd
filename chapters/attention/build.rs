//! Leaves files of the reader out of the module `mine`: those named in `WORKBOOK_SKIP`, separated by commas, because
//! they do not compile or are not written yet.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=WORKBOOK_SKIP");
    // Not the `skip` of `mod.rs`: that would leave the solution out too, which takes the file's place.
    println!("cargo::rustc-check-cfg=cfg(left_out, values(any()))");
    if env::var_os("CARGO_FEATURE_MINE").is_none() {
        return;
    }
    let names = env::var("WORKBOOK_SKIP").unwrap_or_default();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        assert!(
            name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
            "WORKBOOK_SKIP names exercises, such as softmax,online_softmax; {name:?} is none"
        );
        println!("cargo::rustc-cfg=left_out=\"{name}\"");
    }
}
