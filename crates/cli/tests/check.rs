//! What a person sees of `roundelay check`: statuses, streams, files.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of its own for each test.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder is writable");
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("the target folder is writable");
    }
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_roundelay"));
    command.arg("check").args(arguments).current_dir(folder).stdin(Stdio::null());
    command.env_remove("NO_COLOR").env_remove("FORCE_COLOR");
    command
}

/// Status, standard output, standard error.
fn check(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command(folder, arguments).output().expect("the binary starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("reports are text");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn statuses_tell_success_failure_and_bad_usage() {
    let folder = folder("statuses", &[("a.js", "// Output:\n"), ("b.js", "console.log(1)\n// Output: 2\n")]);
    let (status, stdout, stderr) = check(&folder, &["a.js"]);
    assert_eq!((status, stderr.as_str()), (Some(0), ""));
    assert!(stdout.starts_with("1 passed ("), "{stdout}");
    let (status, stdout, _) = check(&folder, &[]);
    assert_eq!(status, Some(1));
    assert!(stdout.starts_with("FAIL b.js\n  stdout is not what b.js:2 claims:\n"), "{stdout}");
    assert_eq!(check(&folder, &["none.js"]).0, Some(2));
    assert_eq!(check(&folder, &["-f", "nothing"]).0, Some(2));
    assert_eq!(check(&folder, &["--jobs", "0"]).0, Some(2));
    let (status, stdout, stderr) = check(&folder, &["none.js", "--reporter", "tap"]);
    assert_eq!(status, Some(2));
    assert_eq!(stderr, "roundelay check: cannot check 'none.js': no such file\n");
    assert_eq!(stdout, "Bail out! cannot check 'none.js': no such file\n");
}

#[test]
fn colours_are_for_terminals_and_for_those_who_insist() {
    let folder = folder("colours", &[("b.js", "console.log(1)\n// Output: 2\n")]);
    assert!(!check(&folder, &[]).1.contains('\u{1b}'));
    let forced = command(&folder, &[]).env("FORCE_COLOR", "1").output().expect("the binary starts");
    assert!(forced.stdout.contains(&0x1b));
    let both = command(&folder, &[]).env("FORCE_COLOR", "1").env("NO_COLOR", "1").output();
    assert!(!both.expect("the binary starts").stdout.contains(&0x1b));
}

#[test]
fn reports_can_go_to_a_file() {
    let folder = folder("file", &[("a.js", "// Output:\n")]);
    assert_eq!(
        check(&folder, &["--reporter", "junit", "-o", "report.xml"]),
        (Some(0), String::new(), String::new())
    );
    let report = fs::read_to_string(folder.join("report.xml")).expect("the report is there");
    assert!(report.contains("<testcase name=\"a.js\""), "{report}");
    assert_eq!(check(&folder, &["-o", "no/such/folder"]).0, Some(2));
}

#[test]
fn names_are_listed_and_claims_are_written() {
    let folder =
        folder("bless", &[("a.js", "console.log(1)"), ("b.md", "# T\n```js\nconsole.log(2)\n```\n")]);
    assert_eq!(check(&folder, &["--list"]).1, "a.js\nb.md: T\n");
    assert_eq!(check(&folder, &["--bless"]).1, "nothing to rewrite\n");
    let (status, stdout, _) = check(&folder, &["--bless=new"]);
    assert_eq!((status, stdout.lines().count()), (Some(0), 2));
    assert_eq!(
        fs::read_to_string(folder.join("b.md")).expect("it is there"),
        "# T\n```js\nconsole.log(2)\n```\n\n```output\n2\n```\n"
    );
    assert_eq!(check(&folder, &["--require-output"]).0, Some(0));
    fs::write(folder.join("c.js"), "// check: clock=real\nconsole.log(performance.now())\n")
        .expect("writable");
    let (status, _, stderr) = check(&folder, &["--bless=new"]);
    assert_eq!(status, Some(1));
    assert!(stderr.starts_with("c.js:1: two runs differ"), "{stderr}");
    assert!(stderr.ends_with("roundelay check: nothing was rewritten\n"), "{stderr}");
}

#[test]
fn a_watch_checks_again_after_a_change() {
    let folder = folder("watch", &[("a.js", "console.log(1)\n// Output: 2\n")]);
    let mut child = command(&folder, &["--watch"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut wait_for = |text: &str| {
        let found = lines.by_ref().map_while(Result::ok).find(|line| line.contains(text));
        assert!(found.is_some(), "{text}");
    };
    wait_for("0 passed, 1 failed");
    fs::write(folder.join("a.js"), "console.log(22)\n// Output: 22\n")
        .expect("the target folder is writable");
    wait_for("1 passed");
    child.kill().expect("it is still there");
    child.wait().expect("it has ended");
}
