//! What is proved, and what is not.

mod authorities;
mod finality;
mod justification;
mod receipt;
mod state;
