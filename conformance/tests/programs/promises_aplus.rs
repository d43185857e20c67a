//! Promises/A+: `promises-aplus/run.js` on this runtime, with a virtual clock.
//!
//! The package comes by `npm ci` in `conformance/promises-aplus`, which `.ci/run` does; without it there is nothing to run.

use std::path::Path;

use roundelay::{ClockKind, Stream};
use roundelay_platform::{FileAccess, Source};

/// The number of tests in version 2.1.2 of the package.
const ALL: &str = "872 passed, 0 failed\n";

#[test]
fn all_tests_of_the_package_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("promises-aplus");
    if !folder.join("node_modules/promises-aplus-tests").is_dir() {
        println!("skipped: run `npm ci` in {}", folder.display());
        return;
    }
    let (stdout, printed) = Stream::captured();
    let status = crate::on_a_large_stack(move || {
        let program = crate::program(Source::File(folder.join("run.js")), FileAccess::below(&folder));
        let builder = crate::builder().clock(ClockKind::Virtual).stdout(stdout);
        program.run(builder)
    });
    assert_eq!((printed.text().as_str(), status), (ALL, 0));
}
