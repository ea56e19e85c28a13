//! `althing content serve`

use super::{Peering, Place, Say};
use crate::content::Content;
use crate::error::Result;
use clap::Args;
use libp2p::Multiaddr;
use serde_json::json;
use std::future::Future;

/// `althing content serve`
#[derive(Clone, Debug, Args)]
pub struct Serve {
	/// Which store.
	#[command(flatten)]
	pub place: Place,
	/// Which peers.
	#[command(flatten)]
	pub peering: Peering,
	/// Where to listen: this machine only, unless told otherwise.
	#[arg(long, value_name = "ADDRESS", default_value = "/ip4/127.0.0.1/tcp/7879")]
	pub listen: Vec<Multiaddr>,
	/// Under which address others reach it, if that is another than where it listens.
	#[arg(long, value_name = "ADDRESS")]
	pub announce: Vec<Multiaddr>,
}

impl Serve {
	pub(super) async fn run(self, json: bool, say: Say<'_>, end: impl Future<Output = ()>) -> Result<()> {
		let mut settings = self.peering.settings();
		settings.listen = self.listen;
		settings.announce = self.announce;
		let content = Content::start(&self.place.store, self.place.limits(), settings).await?;
		let payloads = content.store().usage().payloads;
		let addresses: Vec<String> = content
			.network()
			.addresses()
			.iter()
			.map(|a| a.to_string())
			.collect();
		if json {
			say(&json!({ "listening": addresses, "payloads": payloads }).to_string());
		} else {
			for address in addresses {
				say(&format!(
					"{payloads} payloads; others begin with --peer {address}"
				));
			}
		}
		end.await;
		content.stop().await;
		Ok(())
	}
}
