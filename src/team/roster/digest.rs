//! Hashes that are the same on every machine and in every other program.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The SHA-256 of bytes, in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let mut digits = String::with_capacity(2 * digest.len());
    for byte in &digest {
        // A string takes everything.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// The first 64 bits of the SHA-256 of a text.
pub(crate) fn first_bits(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    let first = digest.iter().take(8);
    first.fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_other_programs() {
        let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), digits);
        assert_eq!(first_bits("abc"), 0xba78_16bf_8f01_cfea);
    }
}
