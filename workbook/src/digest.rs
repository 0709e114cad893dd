//! Digests that stay the same whatever compiler built the tool: what is kept in a file outlives a build.

use std::path::Path;

use sha2::{Digest, Sha256};

/// The digest of some bytes.
pub(crate) fn of(bytes: impl AsRef<[u8]>) -> u64 {
    short(Sha256::new_with_prefix(bytes))
}

/// What a file holds, whatever line ends a checkout on Windows gave it; nothing if it cannot be read.
pub(crate) fn text_of(file: &Path) -> String {
    let bytes = std::fs::read(file).unwrap_or_default();
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
}

/// What is kept of a SHA-256: its first eight bytes.
pub(crate) fn short(hasher: Sha256) -> u64 {
    hasher.finalize().iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_beginning_of_the_sha_256() {
        // As `printf abc | sha256sum` prints it.
        assert_eq!(of("abc"), 0xba78_16bf_8f01_cfea);
        assert_eq!(of(""), 0xe3b0_c442_98fc_1c14);
    }
}
