//! `roundelay::check`: what it finds, reports and rewrites.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use roundelay::ClockKind;
use roundelay::check::{Bless, Checker, Github, Json, Junit, Report, Reporter, Tap, Verdict};
use roundelay_platform::LAUNCHER;
use roundelay_tests::folder::Folder;
use roundelay_tests::workspace;

fn checker(folder: &Folder) -> Checker<'static> {
    Checker::new(&LAUNCHER).path(folder.path()).jobs(2)
}

/// The report for people, without places and times of this run.
fn human(folder: &Folder, report: &Report) -> String {
    steady(&folder.without_place(&report.to_string()))
}

/// A text without the times that differ from run to run.
fn steady(text: &str) -> String {
    let mut steady = String::new();
    for line in text.lines() {
        let mut line = line.to_owned();
        for (before, after) in [("time=\"", "\""), ("\"milliseconds\": ", ","), (" (", " s)")] {
            let mut from = 0;
            while let Some(start) = line[from..].find(before).map(|at| from + at + before.len()) {
                let end = line[start..].find(after).map_or(line.len(), |at| start + at);
                if line[start..end].parse::<f64>().is_ok() {
                    line.replace_range(start..end, "T");
                }
                from = start;
            }
        }
        steady += &line;
        steady.push('\n');
    }
    steady
}

/// What is wrong with the only example of a folder.
fn problem(files: &[(&str, &str)]) -> String {
    let folder = Folder::new(files);
    let report = checker(&folder).run();
    assert_eq!(report.failed(), 1, "{report}");
    human(&folder, &report)
}

fn bless(folder: &Folder, scope: Bless) -> Result<usize, String> {
    let blessed = checker(folder).bless(scope);
    blessed.map(|files| files.len()).map_err(|problems| folder.without_place(&problems.join("\n")))
}

#[test]
fn documents_do_what_they_claim() {
    let documents = ["README.md", "docs", "examples"].map(|name| workspace().join(name));
    let checker = documents.into_iter().fold(Checker::new(&LAUNCHER), Checker::path);
    let report = checker.run();
    report.assert();
    assert!(report.passed() >= 10, "{report}");
}

#[test]
fn documents_within_a_document_do_what_they_claim() {
    let page = fs::read_to_string(workspace().join("docs/check.md")).expect("the page is there");
    let mut inner = page.split("\n````");
    inner.next();
    let mut count = 0;
    for document in inner.step_by(2) {
        let text = document.strip_prefix("markdown\n").expect("long fences hold Markdown");
        let folder = Folder::new(&[("page.md", text)]);
        checker(&folder).require_output().skip("lib/double").run().assert();
        count += 1;
    }
    assert_eq!(count, 2);
}

#[test]
fn the_report_in_the_documentation_is_that_of_its_program() {
    let page = fs::read_to_string(workspace().join("docs/check.md")).expect("the page is there");
    let block = |start: &str| {
        let from = page.find(start).expect("the page has that block") + start.len();
        page[from..].split("```").next().unwrap_or_default()
    };
    let folder = Folder::new(&[("order.js", block("```js ignore\n"))]);
    let report = human(&folder, &checker(&folder).run());
    assert_eq!(report.replace(" (T s)", "").trim(), block("```text\n").trim());
}

/// The order of events is the same on any clock, and the programs that fail are those that are listed. On a real clock a
/// busy machine can make a timer late, so a program fails there if it does so three times.
#[test]
fn the_programs_about_order_pass_on_every_clock() {
    let folder = workspace().join("conformance/ordering");
    let list = fs::read_to_string(folder.join("expectations.txt")).unwrap_or_default();
    let listed = list.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let listed: BTreeSet<String> = listed.filter(|line| !line.is_empty()).map(str::to_owned).collect();
    for (clock, tries) in [(ClockKind::Virtual, 1), (ClockKind::System, 3)] {
        let mut failed = failures(&folder, clock);
        for _ in 1..tries {
            if failed != listed {
                failed = &failed & &failures(&folder, clock);
            }
        }
        assert_eq!(failed, listed, "{clock:?}");
    }
}

/// The names of the programs below `folder` that fail.
fn failures(folder: &Path, clock: ClockKind) -> BTreeSet<String> {
    let report = Checker::new(&LAUNCHER).path(folder).clock(clock).timeout(Duration::from_secs(30)).run();
    let prefix = format!("{}/", folder.display());
    let failed = report.cases().iter().filter(|case| case.is_failure());
    failed.map(|case| case.name().trim_start_matches(&prefix).to_owned()).collect()
}

const MIXED: &[(&str, &str)] = &[
    ("1-pass.js", "console.log('a');\n// Output: a\n"),
    (
        "2-order.mjs",
        "// check: profile=node-cjs,node-esm\nsetTimeout(() => console.log('timer'), 5);\n\
         await null;\nconsole.log('late');\nconst f = () => console.log('<&>');\nqueueMicrotask(f);\n\
         // Output:\n// <&>\n// late\n// timer\n",
    ),
    ("3-exit.js", "console.error('why');\nthrow new TypeError('no');\n// Exit: 3\n"),
    ("4-skip.js", "// check: skip='no network'\n// Output: x\n"),
    ("5-xfail.js", "// check: xfail=later\nconsole.log(1)\n// Output: 2\n"),
    ("6-xpass.js", "// check: xfail=later\nconsole.log(2)\n// Output: 2\n"),
    ("7-none.js", "console.log('never run')\n"),
    (
        "8-doc.md",
        "# One # title\n\n```js\nconsole.log('x')\nconsole.log('y ')\n```\n\n```output\nx\nz\n```\n",
    ),
];

#[test]
fn people_see_what_was_claimed_beside_what_was_printed() {
    let folder = Folder::new(MIXED);
    insta::assert_snapshot!(human(&folder, &checker(&folder).run()));
}

#[test]
fn machines_see_it_in_their_formats() {
    let folder = Folder::new(MIXED);
    let report = |name: &str, make: &dyn Fn(&mut Vec<u8>, &Checker<'_>)| {
        let mut text = Vec::new();
        make(&mut text, &checker(&folder).skip("1-pass.js").skip("2-order.mjs [node-esm]"));
        let text = steady(&folder.without_place(&String::from_utf8(text).expect("reports are text")));
        insta::assert_snapshot!(name, text);
    };
    report("tap", &|text, checker| drop(checker.run_with(&mut Tap::new(text))));
    report("junit", &|text, checker| drop(checker.run_with(&mut Junit::new(text))));
    report("json", &|text, checker| drop(checker.run_with(&mut Json::new(text))));
    report("github", &|text, checker| drop(checker.run_with(&mut Github::new(text))));
}

#[test]
fn what_cannot_be_understood_names_file_and_line() {
    for (files, expected) in [
        ([("a.js", "\n// check: fast\n")], "FAIL a.js (a.js:2)\n  `fast` is not of the form key=value"),
        ([("a.md", "x\n\n```output\n```\n")], "FAIL a.md (a.md:3)\n  an `output` fence without a program"),
        (
            [("a.md", "```js file=b.js\n```\n```js file=b.js\n```\n")],
            "FAIL a.md (a.md:3)\n  line 1 already is the file b.js",
        ),
        (
            [("a.js", "for (;;);\n// check: seed=1\n")],
            "FAIL a.js (a.js:2)\n  `// check:` must stand at the top",
        ),
        (
            [("a.js", "let a;\nlet a;\n")],
            "FAIL a.js\n  SyntaxError: Identifier 'a' has already been declared",
        ),
        (
            [("a.js", "process.stdout.write(new Uint8Array([65, 10, 255]))\n// Output: A\n")],
            "FAIL a.js\n  stdout is not UTF-8: line 2 of it, byte 2 of all",
        ),
        (
            [("a.js", "// check: timeout=50\nfor (;;);\n// Output: A\n")],
            "FAIL a.js\n  it did not end within 50 ms and was stopped",
        ),
        (
            [("a.js", "for (;;) console.log('x'.repeat(1e5))\n// Output: A\n")],
            "it printed more than 16 MB to one stream and was stopped",
        ),
    ] {
        let found = problem(&files);
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn files_that_cannot_be_read_are_failures_and_hide_no_others() {
    let folder = Folder::new(&[("a.js", "// Output:\n")]);
    folder.write("b.js", b"\n\xff");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/does/not/exist", folder.path().join("c.js")).expect("links can be made");
    let report = checker(&folder).run();
    let text = human(&folder, &report);
    assert_eq!((report.passed(), report.failed()), (1, if cfg!(unix) { 2 } else { 1 }), "{text}");
    assert!(text.contains("FAIL b.js (b.js:2)\n  not UTF-8 (byte 1 of the file)"), "{text}");
    assert!(!cfg!(unix) || text.contains("FAIL c.js\n  cannot read it: no such file"), "{text}");
}

#[test]
fn examples_are_chosen_by_name_and_by_line() {
    let folder = Folder::new(&[
        ("a.js", "// Output:\n"),
        ("b.md", "# B\n```js\n1\n```\n\n# C\n```js\n2\n```\n"),
        ("_help/c.js", "// Output:\n"),
        ("node_modules/d.js", "// Output:\n"),
    ]);
    let names = |checker: Checker<'_>| {
        let names = checker.list()?;
        let names: Vec<String> = names.iter().map(|name| folder.without_place(name)).collect();
        Ok::<String, String>(names.join(", "))
    };
    assert_eq!(names(checker(&folder)).as_deref(), Ok("a.js, b.md: B, b.md: C"));
    assert_eq!(names(checker(&folder).filter("b.md:7")).as_deref(), Ok("b.md: C"));
    assert_eq!(names(checker(&folder).filter("a.js").filter(": B")).as_deref(), Ok("a.js, b.md: B"));
    assert_eq!(names(checker(&folder).skip(": B")).as_deref(), Ok("a.js, b.md: C"));
    assert!(names(checker(&folder).filter("nothing")).is_err());
    assert_eq!(checker(&folder).filter("nothing").run().exit_status(), 2);
    assert_eq!(Checker::new(&LAUNCHER).path(folder.path().join("none")).run().exit_status(), 2);
    assert_eq!(
        names(checker(&folder).path(folder.path().join("a.js"))).as_deref(),
        Ok("a.js, b.md: B, b.md: C")
    );
}

#[test]
fn reports_keep_the_order_of_the_sources() {
    let program = |wait: usize| format!("for (let i = 0; i < {wait}; i++);\n// Output:\n");
    let files: Vec<(String, String)> =
        (0..60).map(|index| (format!("{index:02}.js"), program((60 - index) * 1000))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = Folder::new(&files);
    let report = checker(&folder).run();
    let names: Vec<String> = report.cases().iter().map(|case| folder.without_place(case.name())).collect();
    assert_eq!(names, files.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let failing = Folder::new(&[("a.js", "// Output: x"), ("b.js", "// Output:"), ("c.js", "// Output:")]);
    assert_eq!(checker(&failing).jobs(1).fail_fast().run().cases().len(), 1);
}

#[test]
fn examples_see_nothing_of_each_other_and_little_of_the_machine() {
    let folder = Folder::new(&[
        ("a/one.js", "require('fs').writeFileSync('note', 'x'); globalThis.seen = 1;\n// Output:\n"),
        ("b/two.js", "console.log(typeof seen, process.cwd().split('/').pop())\n// Output: undefined b\n"),
        ("c/three.mjs", "await import('../a/one.js')\n// Throws: Error[..]may touch nothing else\n"),
        ("c/four.js", "// check: root=..\nconsole.log(require('../d/five.json').six)\n// Output: 7\n"),
        ("d/five.json", "{ \"six\": 7 }"),
    ]);
    checker(&folder).run().assert();
    assert_eq!(folder.read("a/note"), "x");
}

#[test]
fn blessing_rewrites_nothing_but_claims() {
    let folder = Folder::new(&[
        (
            "a.js",
            "console.log('one', performance.now()); console.log('two');\n\n// Output:\n// one [..]\n// 2\n// Exit: 7\n",
        ),
        ("b.js", "console.log(1);\r\n/* Output:\r\n * 2\r\n */"),
        ("c.js", "process.exit(console.log('c'))"),
        ("c.js.out", "d\n"),
        ("d.md", "> - ```js\n>   console.log('```')\n>   ```\n>   ```output\n>   a\n>   ```\n\nEnd.\n"),
        ("e.js", "console.log('new')"),
        (
            "f.js",
            "// check: profile=node-cjs,node-esm\nPromise.resolve().then(() => console.log('p'));\nprocess.nextTick(() => console.log('t'));\n// Output:\n",
        ),
    ]);
    assert_eq!(bless(&folder, Bless::All), Ok(5));
    assert!(folder.read("a.js").ends_with("// Output:\n// one [..]\n// two\n"), "{}", folder.read("a.js"));
    assert_eq!(folder.read("c.js.out"), "c\n");
    assert_eq!(
        folder.read("d.md"),
        "> - ```js\n>   console.log('```')\n>   ```\n>   ````output\n>   ```\n>   ````\n\nEnd.\n"
    );
    assert_eq!(folder.read("e.js"), "console.log('new')");
    assert!(folder.read("f.js").ends_with("// Output:\n// t\n// p\n// Output[node-esm]:\n// p\n// t\n"));
    assert_eq!(bless(&folder, Bless::New), Ok(1));
    assert_eq!(folder.read("e.js"), "console.log('new')\n\n// Output:\n// new\n");
    assert_eq!((bless(&folder, Bless::All), bless(&folder, Bless::New)), (Ok(0), Ok(0)));
    checker(&folder).require_output().run().assert();
}

#[test]
fn blessing_is_refused_as_a_whole() {
    let good = ("a.js", "console.log(1)\n// Output: 2\n");
    for (bad, expected) in [
        (
            "// check: clock=real\nconsole.log(performance.now())\n// Output: 1",
            "b.js:1: two runs differ: the first",
        ),
        ("// check: timeout=50\nfor (;;);\n// Output: 1", "b.js:1: it did not end within 50 ms"),
        ("console.log('a\\u2028b')\n// Output: 1", "b.js:1: it prints a line terminator"),
        ("process.stdout.write(new Uint8Array([255]))\n// Output: 1", "b.js:1: what it prints is not UTF-8"),
        ("// check: x\n", "b.js:1: `x` is not of the form"),
    ] {
        let folder = Folder::new(&[good, ("b.js", bad)]);
        let refusal = bless(&folder, Bless::All).expect_err("it is refused");
        assert!(refusal.starts_with(expected), "{refusal}");
        assert_eq!((folder.read("a.js").as_str(), folder.read("b.js").as_str()), (good.1, bad));
    }
    let folder = Folder::new(&[good, ("b.js", "console.log(3)\n// Output: 2\n")]);
    let path = folder.path().join("b.js");
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("rights can be changed");
    let refusal = bless(&folder, Bless::All).expect_err("it is refused");
    assert!(refusal.starts_with("b.js:1: it is read-only"), "{refusal}");
    assert_eq!(folder.read("a.js"), good.1);
}

#[test]
fn a_claim_is_required_on_request() {
    let folder = Folder::new(&[("a.js", "1")]);
    assert_eq!(checker(&folder).run().cases()[0].verdict(), &Verdict::NoExpectation);
    let report = checker(&folder).require_output().run();
    assert!(human(&folder, &report).contains("it claims nothing"), "{report}");
}

#[test]
fn a_refusal_is_reported_too() {
    struct Ends(usize);
    impl Reporter for Ends {
        fn case(&mut self, _: &roundelay::check::CaseReport) {}
        fn end(&mut self, report: &Report) {
            assert!(report.refusal().is_some_and(|why| why.contains("no such file")));
            self.0 += 1;
        }
    }
    let mut reporter = Ends(0);
    Checker::new(&LAUNCHER).path("/does/not/exist").run_with(&mut reporter);
    assert_eq!(reporter.0, 1);
}
