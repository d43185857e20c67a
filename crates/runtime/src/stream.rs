//! A standard stream: buffered, and lost neither at exit nor when the reader goes away.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes that are collected before they are written out.
const BUFFER: usize = 32 * 1024;

/// When a stream hands its bytes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Buffering {
    /// When the buffer is full or `flush` is called.
    Block,
    /// At the end of every write: terminals, standard error.
    None,
}

/// What is known of the terminal behind a stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terminal {
    /// It is one; else only its colours are wanted.
    pub is_terminal: bool,
    /// How many bits a colour has: 1 for none, 4, 8 or 24.
    pub color_depth: u8,
}

/// An output stream.
pub struct Stream {
    /// Every agent of a program writes to the same.
    state: Arc<Mutex<State>>,
    terminal: Option<Terminal>,
}

struct State {
    writer: Box<dyn Write + Send>,
    buffer: Vec<u8>,
    buffering: Buffering,
    is_closed: bool,
}

impl State {
    fn write(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        if self.buffering == Buffering::None || self.buffer.len() >= BUFFER {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if self.buffer.is_empty() {
            return;
        }
        let result = self.writer.write_all(&self.buffer).and_then(|()| self.writer.flush());
        self.buffer.clear();
        if let Err(error) = result {
            self.is_closed = true;
            debug_assert!(error.kind() != ErrorKind::InvalidInput, "{error}");
        }
    }
}

impl Stream {
    /// A stream in front of `writer`.
    pub fn new(writer: impl Write + Send + 'static, buffering: Buffering) -> Self {
        let state = State { writer: Box::new(writer), buffer: Vec::new(), buffering, is_closed: false };
        Self { state: Arc::new(Mutex::new(state)), terminal: None }
    }

    /// Another handle of the same stream, for another thread: each write stays in one piece.
    ///
    /// ```
    /// let (stream, captured) = roundelay::Stream::captured();
    /// let mut shared = stream.share();
    /// std::thread::spawn(move || shared.write_line("from a thread")).join().unwrap();
    /// assert_eq!(captured.text(), "from a thread\n");
    /// ```
    pub fn share(&self) -> Self {
        Self { state: Arc::clone(&self.state), terminal: self.terminal }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same stream, known to lead to a terminal or to nothing of the kind.
    ///
    /// ```
    /// use roundelay::{Stream, Terminal};
    ///
    /// let terminal = Terminal { is_terminal: true, color_depth: 8 };
    /// assert!(Stream::sink().with_terminal(Some(terminal)).has_colors());
    /// ```
    pub fn with_terminal(mut self, terminal: Option<Terminal>) -> Self {
        self.terminal = terminal;
        self
    }

    /// The terminal it leads to.
    pub fn terminal(&self) -> Option<Terminal> {
        self.terminal
    }

    /// Whether what is printed should have colours.
    pub fn has_colors(&self) -> bool {
        self.terminal.is_some_and(|terminal| terminal.color_depth > 2)
    }

    /// A stream that forgets what is written.
    pub fn sink() -> Self {
        Self::new(io::sink(), Buffering::None)
    }

    /// A stream that keeps everything, and the place where it can be read.
    pub fn captured() -> (Self, Captured) {
        let captured = Captured::default();
        (Self::new(captured.clone(), Buffering::None), captured)
    }

    /// Writes bytes, at once or later.
    pub fn write(&mut self, bytes: &[u8]) {
        let mut state = self.state();
        if !state.is_closed {
            state.write(bytes);
        }
    }

    /// Writes a text and ends its line.
    pub fn write_line(&mut self, text: &str) {
        let mut state = self.state();
        if !state.is_closed {
            state.buffer.extend_from_slice(text.as_bytes());
            state.write(b"\n");
        }
    }

    /// Writes out what is buffered.
    pub fn flush(&mut self) {
        self.state().flush();
    }

    /// Whether the reader has gone away; further output is dropped.
    pub fn is_closed(&self) -> bool {
        self.state().is_closed
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Stream").field("buffered", &self.state().buffer.len()).finish_non_exhaustive()
    }
}

/// What a captured stream has collected.
///
/// ```
/// let (mut stream, captured) = roundelay::Stream::captured();
/// stream.write(b"hello");
/// assert_eq!(captured.text(), "hello");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    /// Everything written so far; malformed UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_buffering_waits_for_a_flush() {
        let captured = Captured::default();
        let mut stream = Stream::new(captured.clone(), Buffering::Block);
        stream.write(b"a");
        assert_eq!(captured.text(), "");
        stream.flush();
        assert_eq!(captured.text(), "a");
    }

    #[test]
    fn a_reader_that_left_is_noticed() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut stream = Stream::new(Gone, Buffering::None);
        stream.write(b"a");
        assert!(stream.is_closed());
    }
}
