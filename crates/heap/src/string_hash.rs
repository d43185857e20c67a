//! The hash of a string's code units: the same for a Latin-1 and a UTF-16 copy of the same content.

use crate::string::StringContent;

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
const WIDE_MULTIPLIER: u64 = 0xD6E8_FEB8_6659_FD93;

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

fn finish(state: u64, seed: u64) -> u32 {
    let hash = fold(state, seed | 1) as u32;
    // 0 means "not computed".
    if hash == 0 { 1 } else { hash }
}

fn narrow_chunk(state: u64, chunk: u64, seed: u64) -> u64 {
    fold(state ^ chunk, MULTIPLIER ^ seed)
}

fn latin1(units: &[u8], seed: u64) -> u32 {
    let mut state = seed ^ units.len() as u64;
    let (chunks, rest) = units.as_chunks::<8>();
    for chunk in chunks {
        state = narrow_chunk(state, u64::from_le_bytes(*chunk), seed);
    }
    if !rest.is_empty() {
        let mut chunk = [0; 8];
        chunk[..rest.len()].copy_from_slice(rest);
        state = narrow_chunk(state, u64::from_le_bytes(chunk), seed);
    }
    finish(state, seed)
}

fn utf16(units: &[u16], seed: u64) -> u32 {
    let mut state = seed ^ units.len() as u64;
    for chunk in units.chunks(8) {
        let pack = |units: &[u16], bits: u32| {
            units.iter().rev().fold(0, |word, &unit| word << bits | u64::from(unit))
        };
        if chunk.iter().all(|&unit| unit < 256) {
            state = narrow_chunk(state, pack(chunk, 8), seed);
        } else {
            let (low, high) = chunk.split_at(chunk.len().min(4));
            state = fold(state ^ pack(low, 16), WIDE_MULTIPLIER ^ seed);
            state = fold(state ^ pack(high, 16), WIDE_MULTIPLIER);
        }
    }
    finish(state, seed)
}

/// Hashes code units; never 0.
pub(crate) fn hash(content: StringContent<'_>, seed: u64) -> u32 {
    match content {
        StringContent::Latin1(units) => latin1(units, seed),
        StringContent::Utf16(units) => utf16(units, seed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_does_not_change_the_hash() {
        for length in 0..40u8 {
            let narrow: Vec<u8> = (0..length).map(|index| index.wrapping_mul(37) ^ 0x85).collect();
            let wide: Vec<u16> = narrow.iter().map(|&unit| u16::from(unit)).collect();
            assert_eq!(latin1(&narrow, 7), utf16(&wide, 7), "length {length}");
        }
    }

    #[test]
    fn short_strings_rarely_collide() {
        let mut hashes: Vec<u32> = (0..20_000).map(|n| latin1(format!("k{n}").as_bytes(), 1)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert!(hashes.len() > 19_990, "{}", hashes.len());
    }
}
