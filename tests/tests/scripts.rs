//! End to end: programs with their expected output, through the binary.

use roundelay_tests::golden::{Suite, binary};
use roundelay_tests::workspace;

fn check(suite: &Suite) {
    match suite.run(&binary()) {
        Ok(passed) => println!("{passed} programs in {}", suite.folder.display()),
        Err(report) => panic!("{}\n{report}", suite.folder.display()),
    }
}

#[test]
fn golden_scripts_print_what_they_should() {
    check(&Suite {
        folder: workspace().join("tests/scripts"),
        expectations: None,
        options: &["--clock", "virtual"],
    });
}

#[test]
fn the_order_of_events_is_that_of_node() {
    let folder = workspace().join("conformance/ordering");
    let expectations = Some(folder.join("expectations.txt"));
    check(&Suite { folder, expectations, options: &[] });
}

#[test]
fn suspended_frames_hold_nothing_that_a_collection_takes() {
    for folder in ["tests/scripts/async", "conformance/ordering/generators"] {
        check(&Suite { folder: workspace().join(folder), expectations: None, options: &["--gc-stress"] });
    }
}
