//! Finding cells that the stacks mention, word by word.
//!
//! Any word of the given ranges that is an address in an allocated cell keeps that cell. That covers Values and
//! handles in VM registers, in Rust locals and arguments, in callee-saved registers, and slices of cell contents.

use crate::block::BLOCK_SIZE;
use crate::space::Space;
use crate::value::Value;

/// Can the native stack be scanned on this target?
const NATIVE_SUPPORTED: bool = cfg!(all(not(miri), any(target_arch = "x86_64", target_arch = "aarch64")));
/// More native stack than any thread is given: then the base is of another stack.
const MAX_NATIVE_BYTES: usize = 4 << 30;

/// Where the part of the native stack begins that may hold handles. Valid on its thread, inside the call of
/// [`with_stack_base`] that made it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StackBase(usize);

/// Runs a function all of whose locals lie beyond the base it is given: an agent's outermost entry point.
///
/// Nothing below may switch to another stack and reach a safepoint there.
#[inline(never)]
pub fn with_stack_base<R>(run: impl FnOnce(StackBase) -> R) -> R {
    #[inline(never)]
    fn apart<R>(base: StackBase, run: impl FnOnce(StackBase) -> R) -> R {
        let result = run(base);
        // Not a tail call: the frame of the caller stays until the function returned.
        core::hint::black_box(());
        result
    }
    let marker = 0usize;
    let result = apart(StackBase((&raw const marker).addr()), run);
    core::hint::black_box(&marker);
    result
}

/// What a collection scans conservatively.
#[derive(Clone, Copy, Default, Debug)]
pub struct StackRanges {
    ranges: [(usize, usize); 4],
    count: usize,
    native: Option<StackBase>,
}

impl StackRanges {
    /// Nothing.
    pub fn new() -> StackRanges {
        StackRanges::default()
    }

    /// Also these words, which must stay where they are until the collection. At most four ranges.
    #[must_use]
    pub fn with_values(mut self, values: &[Value]) -> StackRanges {
        let range = values.as_ptr_range();
        self.ranges[self.count] = (range.start.expose_provenance(), range.end.addr());
        self.count += 1;
        self
    }

    /// Also these words, which must stay where they are until the collection. At most four ranges.
    #[must_use]
    pub fn with_words(mut self, words: &[u64]) -> StackRanges {
        let range = words.as_ptr_range();
        self.ranges[self.count] = (range.start.expose_provenance(), range.end.addr());
        self.count += 1;
        self
    }

    /// Also the native stack from the collection up to `base`, and the registers.
    #[must_use]
    pub fn with_native(mut self, base: StackBase) -> StackRanges {
        self.native = Some(base);
        self
    }

    /// The cells that the ranges mention, some of them repeatedly. `None` when the native stack cannot be scanned.
    pub(crate) fn candidates(&self, space: &Space) -> Option<Vec<u64>> {
        let mut found = Vec::new();
        for &(start, end) in &self.ranges[..self.count] {
            scan(start, end, space, &mut found);
        }
        match self.native {
            Some(base) => scan_native(base, space, &mut found).then_some(found),
            None => Some(found),
        }
    }
}

/// Visits the aligned words of a range.
#[inline]
fn scan(start: usize, end: usize, space: &Space, found: &mut Vec<u64>) {
    let mut address = start;
    let mut last = 0;
    while address + size_of::<u64>() <= end {
        // SAFETY: the range is initialised memory or part of the running thread's stack; volatile because other
        // code may have any idea about the latter.
        let word = unsafe { core::ptr::with_exposed_provenance::<u64>(address).read_volatile() };
        if word != last && word >> 48 == 0 && word >= BLOCK_SIZE as u64 {
            last = word;
            found.extend(space.cell_of_word(word));
        }
        address += size_of::<u64>();
    }
}

/// Scans the native stack, callee-saved registers included; false when that is not possible.
#[inline(never)]
fn scan_native(base: StackBase, space: &Space, found: &mut Vec<u64>) -> bool {
    if !NATIVE_SUPPORTED {
        return false;
    }
    let mut registers = [0u64; 24];
    spill_registers(&mut registers);
    let registers = core::hint::black_box(&registers);
    // The array lies in this frame, beyond those of all callers.
    let top = registers.as_ptr().addr();
    if top > base.0 || base.0 - top > MAX_NATIVE_BYTES {
        return false;
    }
    scan(registers.as_ptr().expose_provenance(), base.0, space, found);
    true
}

#[cfg(all(not(miri), target_arch = "x86_64"))]
#[inline(always)]
fn spill_registers(registers: &mut [u64; 24]) {
    // SAFETY: stores eight registers into the array, which has room.
    unsafe {
        core::arch::asm!(
            "mov [{to}], rbx", "mov [{to} + 8], rbp", "mov [{to} + 16], r12", "mov [{to} + 24], r13",
            "mov [{to} + 32], r14", "mov [{to} + 40], r15", "mov [{to} + 48], rdi", "mov [{to} + 56], rsi",
            to = in(reg) registers.as_mut_ptr(),
            options(nostack, preserves_flags),
        );
    }
}

#[cfg(all(not(miri), target_arch = "aarch64"))]
#[inline(always)]
fn spill_registers(registers: &mut [u64; 24]) {
    // SAFETY: stores twenty registers into the array, which has room.
    unsafe {
        core::arch::asm!(
            "stp x19, x20, [{to}]", "stp x21, x22, [{to}, #16]", "stp x23, x24, [{to}, #32]",
            "stp x25, x26, [{to}, #48]", "stp x27, x28, [{to}, #64]", "stp x29, x30, [{to}, #80]",
            "stp d8, d9, [{to}, #96]", "stp d10, d11, [{to}, #112]", "stp d12, d13, [{to}, #128]",
            "stp d14, d15, [{to}, #144]",
            to = in(reg) registers.as_mut_ptr(),
            options(nostack, preserves_flags),
        );
    }
}

#[cfg(not(all(not(miri), any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn spill_registers(_registers: &mut [u64; 24]) {}
