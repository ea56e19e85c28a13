//! Language models of one's own: weights from files, pages of cache, batches, the same bytes every time.
