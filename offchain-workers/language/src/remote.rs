//! Models that others run, behind OpenAI's interface.
//!
//! | module | holds |
//! |---|---|
//! | [`config`] | which there are, their keys and prices |
//! | [`price`] | what an answer costs |
//! | [`sse`] | events out of bytes |
//! | [`assemble`] | an answer out of events |
//! | [`retry`] | what is tried again, and when |
//! | [`http`] | the way there |
//! | [`chat`] | [`crate::model::LanguageModel`] |
//! | [`embed`] | [`crate::model::EmbeddingModel`] |

pub mod assemble;
pub mod chat;
pub mod config;
pub mod embed;
pub mod http;
pub mod price;
pub mod retry;
pub mod sse;

pub use chat::RemoteModel;
pub use config::{Config, ConfigError, Remote};
pub use embed::RemoteEmbedder;

use crate::model::{EmbeddingModel, Error, LanguageModel};
use std::sync::Arc;

/// The models of a configuration: those that speak, and those that give texts a place.
pub type Loaded = (Vec<Arc<dyn LanguageModel>>, Vec<Arc<dyn EmbeddingModel>>);

/// Makes the models of `remotes` ready to be asked. Nothing is sent.
///
/// # Errors
/// When the system's certificates cannot be read.
pub fn load(remotes: Vec<Remote>) -> Result<Loaded, Error> {
	let (mut chat, mut embedding) = Loaded::default();
	for remote in remotes {
		match remote.gives {
			config::Gives::Chat => chat.push(Arc::new(RemoteModel::new(remote)?) as Arc<dyn LanguageModel>),
			config::Gives::Embeddings => {
				embedding.push(Arc::new(RemoteEmbedder::new(remote)?) as Arc<dyn EmbeddingModel>)
			}
		}
	}
	Ok((chat, embedding))
}
