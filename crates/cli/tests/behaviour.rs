//! What a person sees of the binary: status, messages, code frames.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn roundelay(arguments: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_roundelay"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut input = child.stdin.take().expect("standard input is a pipe");
    // A program that does not read its input may be gone already.
    let _ = input.write_all(stdin.as_bytes());
    drop(input);
    child.wait_with_output().expect("the binary ends")
}

/// Status, standard output and standard error as one text.
fn report(arguments: &[&str], stdin: &str) -> String {
    let output = roundelay(arguments, stdin);
    let part = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!(
        "status: {:?}\n--- stdout\n{}--- stderr\n{}",
        output.status.code(),
        part(&output.stdout),
        part(&output.stderr)
    )
}

#[test]
fn code_on_the_command_line_and_on_standard_input_runs() {
    assert_eq!(roundelay(&["-e", "console.log(1 + 1)"], "").stdout, b"2\n");
    assert_eq!(roundelay(&["-p", "[1, 'a']"], "").stdout, b"[ 1, 'a' ]\n");
    assert_eq!(roundelay(&[], "console.log('piped')").stdout, b"piped\n");
    assert_eq!(roundelay(&["-"], "console.log('dash')").stdout, b"dash\n");
    assert_eq!(roundelay(&["run", "-"], "").status.code(), Some(0));
}

#[test]
fn an_uncaught_error_shows_its_place() {
    insta::assert_snapshot!(report(&["-e", "function f() {\n  throw new TypeError('no');\n}\nf();"], ""));
}

#[test]
fn a_syntax_error_runs_nothing() {
    insta::assert_snapshot!(report(&["-e", "console.log('never');\nlet x = ;"], ""));
}

#[test]
fn a_thrown_value_that_is_no_error_is_shown() {
    insta::assert_snapshot!(report(&["-e", "throw { reason: 'none' }"], ""));
}

#[test]
fn an_unhandled_rejection_ends_the_program() {
    insta::assert_snapshot!(report(
        &["-e", "Promise.reject(5); setTimeout(() => console.log('never'), 0)"],
        ""
    ));
}

#[test]
fn a_top_level_await_that_cannot_settle_has_its_own_status() {
    insta::assert_snapshot!(report(&["--module", "-e", "await new Promise(() => {})"], ""));
}

#[test]
fn limits_end_programs() {
    let status = |arguments: &[&str]| roundelay(arguments, "").status.code();
    assert_eq!(status(&["--fuel", "10k", "-e", "for (;;) {}"]), Some(124));
    assert_eq!(status(&["--timeout", "50", "-e", "for (;;) {}"]), Some(124));
    assert_eq!(status(&["--timeout", "50", "-e", "setTimeout(() => {}, 60000)"]), Some(124));
    assert_eq!(status(&["--memory-limit", "16M", "-e", "const a = []; for (;;) a.push({})"]), Some(124));
}

#[test]
fn deep_recursion_is_an_error_that_can_be_caught() {
    let code =
        "function f() { return 1 + f(); } try { f() } catch (e) { console.log(e instanceof RangeError) }";
    assert_eq!(roundelay(&["-e", code], "").stdout, b"true\n");
}

#[test]
fn bad_usage_has_status_2() {
    assert_eq!(roundelay(&["--no-such-option"], "").status.code(), Some(2));
    assert_eq!(roundelay(&["--memory-limit", "lots", "-e", "1"], "").status.code(), Some(2));
}

#[test]
fn files_that_are_no_programs_are_refused_with_a_message() {
    let folder = std::env::temp_dir().join(format!("roundelay-cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("the file can be written");
        path.to_string_lossy().into_owned()
    };
    let message = |path: &str| {
        let output = roundelay(&[path], "");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, text) = message(&file("latin1.js", b"'\xE9'"));
    assert!(status == Some(1) && text.contains("not UTF-8"), "{text}");
    let (status, text) = message(&file("binary.js", b"\x7FELF\0\0"));
    assert!(status == Some(1) && text.contains("binary"), "{text}");
    let (status, text) = message(&folder.to_string_lossy());
    assert!(status == Some(1) && text.contains("directory"), "{text}");
    let (status, text) = message(&folder.join("missing.js").to_string_lossy());
    assert!(status == Some(1) && text.contains("no such file"), "{text}");
    assert_eq!(message(&file("empty.js", b"")), (Some(0), String::new()));
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn a_reader_that_leaves_ends_the_program_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_roundelay"))
        .args(["-e", "for (;;) console.log('line')"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
