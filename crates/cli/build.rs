//! Links the program at a fixed address where that is usual.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // A program that may stand anywhere has its tables of addresses corrected at every start: a third of the time
    // of an empty script and 600 kB of memory. Node and Bun are linked like this, too.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
