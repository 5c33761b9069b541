//! (0) A runtime upgrade by proposal, which migrates one storage item.
