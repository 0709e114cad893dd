//! Leaves files of the reader out of the module `mine`: those of the chapter that `WORKBOOK_SKIP` names, as in
//! `attention/softmax,attention/online_softmax`, because they do not compile or are not written yet.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=../left_out.rs");
    println!("cargo::rerun-if-env-changed=WORKBOOK_SKIP");
    // A reader waits for the linker, and its optimisation of strings saves no time at all.
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-link-arg-tests=-Wl,-O0");
    }
    // Not the `skip` of `mod.rs`: that would leave the solution out too, which takes the file's place.
    println!("cargo::rustc-check-cfg=cfg(left_out, values(any()))");
    if env::var_os("CARGO_FEATURE_MINE").is_none() {
        return;
    }
    let ids = env::var("WORKBOOK_SKIP").unwrap_or_default();
    for id in ids.split(',').map(str::trim).filter(|id| !id.is_empty()) {
        let Some((chapter, name)) = id.split_once('/') else {
            panic!(
                "WORKBOOK_SKIP names exercises with their chapter, such as attention/softmax; {id:?} has none"
            )
        };
        if chapter == env!("CARGO_PKG_NAME") {
            println!("cargo::rustc-cfg=left_out=\"{name}\"");
        }
    }
}
