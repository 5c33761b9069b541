//! Authors' logs.
/// Why an entry does not fit into its author's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// Position 0 names a predecessor, or a later one names none.
    #[error("an entry at position 0 has no predecessor, every later one has")]
    BadLink,
    /// The author has another entry at this position: an equivocation.
    #[error("the author has another entry at this position; continue from the latest one")]
    Equivocation,
    /// The log, the space or the node has no room.
    #[error("the log is full")]
    Full,
}
