//! A space's document: the yrs text `body` and the yrs array `comments`, and how an author's update gets into it.
//!
//! yrs trusts its input: an update from outside may panic, claim other people's structs, or wait for ever for structs
//! that never come (y-crdt #415). So [`ApplyJob::run`] is meant for a worker process that can be killed (DESIGN section 7),
//! and refuses whatever is not plainly the author's: only structs of the client id that belongs to author and key,
//! nothing that waits for other updates, no change to other people's comments.

use codec::{Decode, Encode};
use cybersyn_primitives::{
    CitizenIndex, KeyVersion, Millis,
    entry::{Space, UPDATE_BYTES_MAX},
};
use yrs::{
    Any, Array, ClientID, Doc, GetString, Map, Out, ReadTxn, Transact, Update, WriteTxn, branch::BranchID,
    updates::decoder::Decode as YrsDecode,
};

use crate::WorkId;

/// Name of the text.
pub const BODY: &str = "body";
/// Name of the array of comments, each a map with `date` (a number) and `text` (a string).
pub const COMMENTS: &str = "comments";

/// The yrs client id that `author` must use when signing with key `key_version`; below 2⁵³.
pub fn client_id(author: CitizenIndex, key_version: KeyVersion) -> u64 {
    ((u64::from(author) + 1) << 16) | u64::from(key_version)
}

/// The author whose client id this is.
pub fn author_of(client: u64) -> Option<CitizenIndex> {
    (client >> 16).checked_sub(1).and_then(|author| author.try_into().ok())
}

/// How large a document may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Limits {
    /// Bytes of one update.
    pub update_bytes_max: u32,
    /// Operations of one update: characters and elements inserted, ranges deleted.
    pub operations_max: u32,
    /// Bytes of the body.
    pub body_bytes_max: u32,
    /// Comments.
    pub comments_max: u32,
    /// Bytes of one comment.
    pub comment_bytes_max: u32,
    /// Bytes of the whole document as one update.
    pub state_bytes_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            update_bytes_max: UPDATE_BYTES_MAX as u32,
            operations_max: UPDATE_BYTES_MAX as u32,
            body_bytes_max: 256 * 1024,
            comments_max: 10_000,
            comment_bytes_max: 16 * 1024,
            state_bytes_max: 8 * 1024 * 1024,
        }
    }
}

/// An update and the only client id whose structs it may bring.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Authored {
    /// See [`client_id`].
    pub client: u64,
    /// yrs update, v1.
    pub update: Vec<u8>,
}

/// Updates to be applied to a document, one after the other. SCALE, so that it can be piped to a worker process.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ApplyJob {
    /// Number of the job.
    pub id: u64,
    /// The document.
    pub space: Space,
    /// The document so far, as one yrs update (v1); empty for a new one.
    pub state: Vec<u8>,
    /// What to apply.
    pub updates: Vec<Authored>,
    /// How large it may become.
    pub limits: Limits,
}

/// A document after a job.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Applied {
    /// The document as one yrs update (v1).
    pub state: Vec<u8>,
    /// What a reader sees.
    pub content: Content,
    /// For each update of the job, whether it went in.
    pub results: Vec<Result<(), DocumentError>>,
}

/// What a reader sees of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Content {
    /// The draft text.
    pub body: String,
    /// Comments by date.
    pub comments: Vec<Comment>,
}

/// A comment. Its author is who signed the entry that brought it, never what the payload says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Comment {
    /// When, by the author's clock (Unix milliseconds).
    pub date: Millis,
    /// Who.
    pub author: CitizenIndex,
    /// yrs client and clock: tells comments apart.
    pub id: (u64, u32),
    /// What.
    pub text: String,
}

/// Why an update cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, thiserror::Error)]
pub enum DocumentError {
    /// Not a yrs update (v1).
    #[error("the update is not in yrs' v1 encoding")]
    Malformed,
    /// More bytes or operations than allowed.
    #[error("the update is too large; split it")]
    TooLarge,
    /// It brings structs of another client id.
    #[error("the update brings structs of client {0}; use the client id of author and key")]
    ForeignClient(u64),
    /// It builds on structs that are not in the document.
    #[error("the update builds on updates that have not arrived")]
    MissingDependencies,
    /// It writes elsewhere than `body` and `comments`.
    #[error("a document has only `body` and `comments`")]
    UnknownRoot,
    /// It changes or removes others' comments.
    #[error("the update changes other people's comments")]
    ForeignComment,
    /// The document would become too large.
    #[error("the document is full")]
    Full,
    /// The worker died or took too long.
    #[error("applying the update took too much time or memory")]
    Crashed,
}

impl DocumentError {
    /// Whether the same update may be applied later.
    pub fn is_waiting(self) -> bool {
        matches!(self, DocumentError::MissingDependencies)
    }
}

impl ApplyJob {
    /// The number of the job as the heart knows it.
    pub fn work_id(&self) -> WorkId {
        WorkId(self.id)
    }

    /// Applies the updates. May panic on hostile input: run it under `catch_unwind` in a process that can be killed.
    pub fn run(&self) -> Result<Applied, DocumentError> {
        let mut good: Vec<&[u8]> = Vec::new();
        let mut doc = load(&self.state, &good)?;
        let mut content = read(&doc);
        let mut results = Vec::with_capacity(self.updates.len());
        for authored in &self.updates {
            match apply_one(&doc, &content, authored, &self.limits) {
                Ok(after) => {
                    content = after;
                    good.push(&authored.update);
                    results.push(Ok(()));
                }
                Err(error) => {
                    // yrs cannot take back what it has applied.
                    doc = load(&self.state, &good)?;
                    results.push(Err(error));
                }
            }
        }
        let state = doc.transact().encode_diff_v1(&yrs::StateVector::default());
        Ok(Applied { state, content, results })
    }
}

/// The document `state` with `update` by `client` applied: one update, for tests and simple callers.
pub fn apply_update(state: &[u8], authored: Authored, limits: Limits) -> Result<Vec<u8>, DocumentError> {
    let job = ApplyJob { id: 0, space: Space::default(), state: state.to_vec(), updates: vec![authored], limits };
    let applied = job.run()?;
    applied.results.first().copied().unwrap_or(Ok(()))?;
    Ok(applied.state)
}

fn load(state: &[u8], updates: &[&[u8]]) -> Result<Doc, DocumentError> {
    let doc = Doc::with_client_id(0);
    {
        let mut txn = doc.transact_mut();
        txn.get_or_insert_text(BODY);
        txn.get_or_insert_array(COMMENTS);
        let parts = std::iter::once(state).filter(|state| !state.is_empty()).chain(updates.iter().copied());
        for part in parts {
            let update = Update::decode_v1(part).map_err(|_| DocumentError::Malformed)?;
            txn.apply_update(update).map_err(|_| DocumentError::Malformed)?;
        }
    }
    Ok(doc)
}

fn apply_one(doc: &Doc, before: &Content, authored: &Authored, limits: &Limits) -> Result<Content, DocumentError> {
    if authored.update.len() > limits.update_bytes_max as usize {
        return Err(DocumentError::TooLarge);
    }
    let update = Update::decode_v1(&authored.update).map_err(|_| DocumentError::Malformed)?;
    inspect(&update, authored.client, limits)?;
    {
        let mut txn = doc.transact_mut();
        txn.apply_update(update).map_err(|_| DocumentError::Malformed)?;
        if txn.has_missing_updates() {
            return Err(DocumentError::MissingDependencies);
        }
        if txn.root_refs().any(|(name, _)| name != BODY && name != COMMENTS) {
            return Err(DocumentError::UnknownRoot);
        }
    }
    let after = read(doc);
    check_comments(before, &after, authored.client)?;
    check_size(doc, &after, limits)?;
    Ok(after)
}

/// What can be said of an update without a document.
fn inspect(update: &Update, client: u64, limits: &Limits) -> Result<(), DocumentError> {
    let insertions = update.insertions(true);
    let mut operations = 0u64;
    for (id, ranges) in insertions.iter() {
        if *id != ClientID::new(client) {
            return Err(DocumentError::ForeignClient(id.get()));
        }
        operations += ranges.iter().map(|range| u64::from(range.end.saturating_sub(range.start))).sum::<u64>();
    }
    for (_, ranges) in update.delete_set().iter() {
        operations += ranges.len() as u64;
    }
    if operations > u64::from(limits.operations_max) { Err(DocumentError::TooLarge) } else { Ok(()) }
}

fn check_comments(before: &Content, after: &Content, client: u64) -> Result<(), DocumentError> {
    let author = author_of(client);
    let others = |content: &Content| -> Vec<Comment> {
        content.comments.iter().filter(|comment| Some(comment.author) != author).cloned().collect()
    };
    if others(before) == others(after) { Ok(()) } else { Err(DocumentError::ForeignComment) }
}

fn check_size(doc: &Doc, content: &Content, limits: &Limits) -> Result<(), DocumentError> {
    let comments = content.comments.len() > limits.comments_max as usize
        || content.comments.iter().any(|comment| comment.text.len() > limits.comment_bytes_max as usize);
    let state = doc.transact().encode_diff_v1(&yrs::StateVector::default()).len();
    if content.body.len() > limits.body_bytes_max as usize || comments || state > limits.state_bytes_max as usize {
        return Err(DocumentError::Full);
    }
    Ok(())
}

/// What a reader sees.
fn read(doc: &Doc) -> Content {
    let txn = doc.transact();
    let body = txn.get_text(BODY).map(|text| text.get_string(&txn)).unwrap_or_default();
    let mut comments: Vec<Comment> = match txn.get_array(COMMENTS) {
        Some(array) => array.iter(&txn).filter_map(|element| comment(&txn, element)).collect(),
        None => Vec::new(),
    };
    comments.sort();
    Content { body, comments }
}

/// The comment that an element of the array is, if it has the right form.
fn comment<T: ReadTxn>(txn: &T, element: Out) -> Option<Comment> {
    let Out::YMap(map) = element else { return None };
    let branch: &yrs::branch::Branch = map.as_ref();
    let BranchID::Nested(id) = branch.id() else { return None };
    let date = match map.get(txn, "date")? {
        Out::Any(Any::Number(millis)) => Millis::try_from(millis.as_i64()?).ok()?,
        _ => return None,
    };
    let Out::Any(Any::String(text)) = map.get(txn, "text")? else { return None };
    let client = id.client.get();
    Some(Comment { date, author: author_of(client)?, id: (client, id.clock), text: text.to_string() })
}
