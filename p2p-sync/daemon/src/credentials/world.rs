//! What one request is judged by: documents, lists that came along, and those hosted here, read when it is its turn.

use crate::status_lists::StatusLists;
use cybersyn_credentials::{
    received::Needs,
    resolver::Documents,
    status::{self, VerifiedList},
    verify::Checks,
};
use cybersyn_primitives::Millis;
use std::{collections::BTreeSet, sync::Arc};

/// Most hosted lists that are read for one request.
const HOSTED_PER_REQUEST_MAX: usize = 64;
/// Bytes of hosted lists, as text and unpacked, after which no more are read for one request.
const HOSTED_BYTES_PER_REQUEST_MAX: usize = 16 * 1024 * 1024;

/// Documents and lists for one request.
pub(super) struct World {
    documents: Documents,
    /// Lists that came along.
    given: Vec<String>,
    /// URLs of lists that are read if they are hosted.
    urls: BTreeSet<String>,
    hosted: Arc<StatusLists>,
    now: Millis,
}

impl World {
    /// With the lists that are needed and `hosted`. They are not read yet.
    pub fn new(documents: Documents, given: Vec<String>, needs: &Needs, hosted: Arc<StatusLists>, now: Millis) -> Self {
        // One list may be asked for in the name of many issuers.
        let urls: BTreeSet<&String> = needs.lists.iter().map(|(url, _)| url).collect();
        let urls = urls.into_iter().take(HOSTED_PER_REQUEST_MAX).cloned().collect();
        Self { documents, given, urls, hosted, now }
    }

    /// The lists that hold, one text at a time; of the others something will be said to be missing.
    pub fn status_lists(&self) -> status::StatusLists {
        let mut lists = status::StatusLists::default();
        self.given.iter().filter_map(|text| self.verified(text)).for_each(|list| lists.insert(list));
        let mut bytes: usize = 0;
        for url in &self.urls {
            if bytes > HOSTED_BYTES_PER_REQUEST_MAX {
                tracing::debug!("not all lists of a request are read, they are too large");
                break;
            }
            let Some(text) = self.hosted.at(url) else { continue };
            bytes = bytes.saturating_add(text.len());
            if let Some(list) = self.verified(&text) {
                bytes = bytes.saturating_add(list.bits().bytes().len());
                lists.insert(list);
            }
        }
        lists
    }

    /// What to verify with.
    pub fn checks<'a>(&'a self, lists: &'a status::StatusLists) -> Checks<'a, Documents> {
        Checks { resolver: &self.documents, lists, now: self.now }
    }

    fn verified(&self, text: &str) -> Option<VerifiedList> {
        VerifiedList::verify_current(text.as_bytes(), &self.documents, self.now)
            .inspect_err(|error| tracing::debug!(%error, "a status list does not hold"))
            .ok()
    }
}
