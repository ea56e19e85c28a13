//! Judges every call of a tool by its arguments against a mandate, outside any model; filters what goes in and out.
