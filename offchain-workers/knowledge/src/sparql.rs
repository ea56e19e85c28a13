//! SPARQL 1.1 over a version that one caller sees, inside limits.

mod blank;
pub mod guard;
pub mod limits;
pub mod meter;
pub mod query;
mod replace;
mod rewrite;
mod text;
pub mod update;
pub mod view;

pub use limits::Limits;
pub use meter::Cancel;
pub use query::{Answer, Query, Table};
