//! Text to vectors: encoders of the BERT class from a model directory, and one that needs none.
