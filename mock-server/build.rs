//! Rebuilds the crate when a built-in fixture or scenario changes: `include_dir!` alone does not.

fn main() {
    println!("cargo::rerun-if-changed=../fixtures");
    println!("cargo::rerun-if-changed=../scenarios");
}
