//! What a program printed, from where, and what ran when.
//!
//! ```text
//!   streams ──► bytes ─┐
//!   trace ──► writes ──┴─► each printed line: the place that printed it and the work it belongs to
//! ```

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use roundelay_vm::trace::{OutputStream, Place, TraceEvent, TraceSink, Work};

use crate::stream::{Buffering, Stream};

/// More than this much output of one stream ends a program.
pub(crate) const MOST_BYTES: usize = 16 << 20;
/// No more events than these are remembered.
const MOST_EVENTS: usize = 200_000;

/// Collects what one program does; clones collect into the same transcript.
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Mutex<Transcript>>);

impl Recorder {
    /// The stream that a runtime is given.
    pub(crate) fn stream(&self, stream: OutputStream) -> Stream {
        Stream::new(Writer { recorder: self.clone(), stream }, Buffering::Block)
    }

    /// Everything so far.
    pub(crate) fn finish(&self) -> Transcript {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Transcript> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of a stream that belongs to the runtime.
struct Writer {
    recorder: Recorder,
    stream: OutputStream,
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut transcript = self.recorder.lock();
        let written = match self.stream {
            OutputStream::Stdout => &mut transcript.stdout,
            OutputStream::Stderr => &mut transcript.stderr,
        };
        if written.len() + bytes.len() > MOST_BYTES {
            transcript.overflowed = true;
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TraceSink for Recorder {
    fn event(&mut self, event: &TraceEvent) {
        self.lock().record(event);
    }
}

/// What a program printed, and how it came to that.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    /// It was stopped because it printed too much.
    pub(crate) overflowed: bool,
    prints: Vec<Print>,
    units: HashMap<u64, Unit>,
    /// Work in the order in which it ran.
    started: Vec<u64>,
}

/// One call that printed.
#[derive(Debug)]
pub(crate) struct Print {
    stream: OutputStream,
    bytes: usize,
    pub(crate) place: Option<Place>,
    /// The work that was running; 0 is the main program.
    pub(crate) by: u64,
}

/// A piece of work that was queued.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) work: Work,
    /// The work that queued it.
    pub(crate) by: u64,
    /// Where it was queued.
    pub(crate) place: Option<Place>,
    /// The code that it runs.
    pub(crate) target: Option<Place>,
}

/// Bytes that are no text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NotText {
    /// The line that holds the first of them, from 1.
    pub(crate) line: usize,
    /// Its position in the stream, from 0.
    pub(crate) byte: usize,
}

impl Transcript {
    fn record(&mut self, event: &TraceEvent) {
        if self.prints.len() + self.units.len() + self.started.len() >= MOST_EVENTS {
            return;
        }
        match event {
            TraceEvent::Queued { id, by, work, place, target } => {
                let unit = Unit { work: *work, by: *by, place: place.clone(), target: target.clone() };
                self.units.insert(*id, unit);
            }
            TraceEvent::Started { id, .. } => self.started.push(*id),
            TraceEvent::Output { stream, text, place, by } => {
                let print = Print { stream: *stream, bytes: text.len(), place: place.clone(), by: *by };
                self.prints.push(print);
            }
            TraceEvent::Ended { .. } => {}
        }
    }

    /// The bytes of a stream.
    pub(crate) fn bytes(&self, stream: OutputStream) -> &[u8] {
        match stream {
            OutputStream::Stdout => &self.stdout,
            OutputStream::Stderr => &self.stderr,
        }
    }

    /// The text of a stream.
    pub(crate) fn text(&self, stream: OutputStream) -> Result<&str, NotText> {
        let bytes = self.bytes(stream);
        std::str::from_utf8(bytes).map_err(|error| {
            let byte = error.valid_up_to();
            NotText { line: 1 + bytes[..byte].iter().filter(|&&byte| byte == b'\n').count(), byte }
        })
    }

    /// The print that began each line of a stream.
    pub(crate) fn prints_of_lines(&self, stream: OutputStream) -> Vec<Option<&Print>> {
        let bytes = self.bytes(stream);
        let ends = bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\n').map(|(at, _)| at + 1);
        let mut prints = self.prints.iter().filter(|print| print.stream == stream && print.bytes > 0);
        let mut current = prints.next();
        let mut end = current.map_or(0, |print| print.bytes);
        let mut lines = Vec::new();
        for start in std::iter::once(0).chain(ends) {
            while current.is_some() && end <= start {
                current = prints.next();
                end += current.map_or(0, |print| print.bytes);
            }
            lines.push(current);
        }
        lines
    }

    /// The work with this number; none for the main program.
    pub(crate) fn unit(&self, id: u64) -> Option<&Unit> {
        self.units.get(&id)
    }

    /// What ran before the work with this number: 0 if that was the main program, None if nothing did.
    pub(crate) fn before(&self, id: u64) -> Option<u64> {
        let at = self.started.iter().position(|&started| started == id)?;
        Some(at.checked_sub(1).map_or(0, |before| self.started[before]))
    }
}
