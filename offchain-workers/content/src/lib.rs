//! What anchors commit to, kept by hash and fetched from whoever has it.
