//! Size classes: steps of 16 bytes up to 256, then about four per doubling up to an eighth of a block.

use crate::block::{BLOCK_SIZE, FIRST_CELL};

/// The unit of cell sizes and mark bits.
pub(crate) const GRANULE: usize = 16;

const LARGER: [usize; 20] = [
    320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2560, 3072, 3600, 4048, 4992, 5904,
    6496, 8112,
];

/// The largest cell that shares a block with others.
pub(crate) const MAX_SMALL: usize = if BLOCK_SIZE == 1 << 16 { 8112 } else { 512 };

/// The number of size classes.
pub(crate) const CLASSES: usize = {
    let mut count = 16;
    while count - 16 < LARGER.len() && LARGER[count - 16] <= MAX_SMALL {
        count += 1;
    }
    count
};

/// Cell size by class.
pub(crate) const CELL_SIZES: [u32; CLASSES] = {
    let mut sizes = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        sizes[class] = if class < 16 { (class + 1) * GRANULE } else { LARGER[class - 16] } as u32;
        class += 1;
    }
    sizes
};

/// Class by size in granules, rounded up.
pub(crate) const CLASS_OF: [u8; MAX_SMALL / GRANULE + 1] = {
    let mut classes = [0; MAX_SMALL / GRANULE + 1];
    let mut granules = 0;
    let mut class = 0;
    while granules < classes.len() {
        if granules * GRANULE > CELL_SIZES[class] as usize {
            class += 1;
        }
        classes[granules] = class as u8;
        granules += 1;
    }
    classes
};

/// The bytes a cell of `bytes` really takes.
pub(crate) const fn rounded_size(bytes: usize) -> usize {
    if bytes <= MAX_SMALL {
        CELL_SIZES[CLASS_OF[bytes.div_ceil(GRANULE)] as usize] as usize
    } else {
        bytes.next_multiple_of(GRANULE)
    }
}

const _: () = assert!(MAX_SMALL <= BLOCK_SIZE - FIRST_CELL && MAX_SMALL.is_multiple_of(GRANULE));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_gets_the_smallest_class_that_holds_it() {
        for bytes in 1..=MAX_SMALL {
            let class = CLASS_OF[bytes.div_ceil(GRANULE)] as usize;
            assert!(CELL_SIZES[class] as usize >= bytes);
            assert!(class == 0 || (CELL_SIZES[class - 1] as usize) < bytes);
            assert_eq!(CELL_SIZES[class] as usize % GRANULE, 0);
        }
    }
}
