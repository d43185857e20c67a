//! Bad input: every program of `ordering`, cut at every 100th byte and with one byte flipped, is refused with a
//! SyntaxError that names a line, or runs to an orderly end.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use roundelay::{ClockKind, Stream};
use roundelay_platform::{Ended, FileAccess, Source, TextKind};

const CUT_STEP: usize = 100;
/// Calls and loop iterations that a damaged program may use.
const FUEL: u64 = 200_000;
const HEAP: usize = 256 << 20;
/// Our own limits end a program with this status.
const STATUS_LIMIT: i32 = 124;

/// Small numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

#[test]
fn damaged_programs_end_in_order() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ordering");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    assert!(files.len() > 300, "the corpus is there");
    let next = Arc::new(AtomicUsize::new(0));
    let files = Arc::new(files);
    let workers: Vec<_> = (0..std::thread::available_parallelism().map_or(2, usize::from))
        .map(|_| {
            let (next, files) = (Arc::clone(&next), Arc::clone(&files));
            std::thread::spawn(move || {
                crate::on_a_large_stack(move || {
                    while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                        damage(file);
                    }
                });
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(fs::DirEntry::path);
    for path in entries.iter().map(fs::DirEntry::path) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "js" || extension == "mjs") {
            files.push(path);
        }
    }
}

fn damage(file: &Path) {
    let text = fs::read(file).expect("programs can be read");
    for cut in (0..text.len()).step_by(CUT_STEP) {
        check(file, &format!("cut at byte {cut}"), &text[..cut]);
    }
    // The seed is the length, so a program is damaged in the same way in every run.
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15 ^ text.len() as u64);
    let mut flipped = text;
    let at = numbers.below(flipped.len());
    flipped[at] ^= 1 << numbers.below(7);
    check(file, &format!("byte {at} flipped"), &flipped);
}

fn check(file: &Path, damage: &str, bytes: &[u8]) {
    let text: Arc<str> = String::from_utf8_lossy(bytes).into();
    let (stderr, said) = Stream::captured();
    let source = Source::Text { text, path: file.to_path_buf(), kind: TextKind::ByName };
    let folder = file.parent().unwrap_or(Path::new("/"));
    let builder =
        crate::builder().clock(ClockKind::Virtual).fuel(FUEL).heap_limit(HEAP).seed(1).stderr(stderr);
    let Ended { status, error } =
        crate::program(source, FileAccess::below(folder)).run_to_end(builder, |_| {});
    let place = format!("{}, {damage}", file.display());
    if let Some(error) = &error
        && error.is_syntax()
    {
        assert!(error.place().is_some_and(|place| place.line > 0), "{place}: {error} names no line");
        assert!(status != 0, "{place}: a SyntaxError is no success");
    }
    let is_orderly = (0..=255).contains(&status)
        && (status == 0 || status == STATUS_LIMIT || {
            // Whoever fails says why, or has said so by itself.
            error.as_ref().is_none_or(|error| error.exit_status().is_some()) || !said.text().is_empty()
        });
    assert!(is_orderly, "{place}: status {status}, {error:?}");
}
