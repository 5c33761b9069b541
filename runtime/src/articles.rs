//! The founding constitution of the presets.
//!
//! The three articles that never expire (DESIGN section 2); everything else comes by proposal. Hashes only, because the
//! texts in `runtime/articles` are no business of the Wasm; a test works them out again.

use alloc::vec::Vec;
use cybersyn_primitives::Hash;
use pallet_constitution::{ARTICLE_8F, ArticleNumber};
use sp_core::hex2array;

/// Number of each article, and hash of its text.
const ARTICLES: [(ArticleNumber, Hash); 3] = [
    (0, hex2array!("3c9a4b9ff376340966d2ea11e7d7000da536c500dec0f9b2703b68decd9c8807")),
    (1, hex2array!("b253981673e1d1f77dff944b5263c50e6625f8bca760cc572bafb96202401c56")),
    (ARTICLE_8F, hex2array!("0af39063f4448bfb08fabbdaa66a454dfcd36bc028b6da05304b994ae672d58d")),
];

/// The founding articles.
pub fn articles() -> Vec<(ArticleNumber, Hash)> {
    ARTICLES.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::text::article_hash;

    #[test]
    fn hashes_are_those_of_the_texts() {
        let texts =
            [include_str!("../articles/0.txt"), include_str!("../articles/1.txt"), include_str!("../articles/8-f.txt")];
        for ((number, hash), text) in articles().into_iter().zip(texts) {
            assert_eq!(article_hash(text), Ok(hash), "article {number}");
        }
    }

    #[test]
    fn they_never_expire() {
        let parameters = pallet_constitution::Parameters::default();
        assert!(articles().iter().all(|(number, _)| parameters.perpetual.contains(number)));
    }
}
