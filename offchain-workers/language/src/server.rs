//! OpenAI's interface over HTTP, for whatever models there are.
//!
//! | path | method | does |
//! |---|---|---|
//! | `/v1/chat/completions` | POST | words, whole or as a stream of events |
//! | `/v1/embeddings` | POST | vectors |
//! | `/v1/models`, `/v1/models/NAME` | GET | what there is |
//! | `/metrics` | GET | Prometheus's text format |
//! | `/healthz` | GET | whether it is there; the only one without a key |
//!
//! A client that goes away, or closes its side of the connection, ends the work that was done for it.

mod chat;
mod embed;
mod keys;
mod metrics;
mod respond;
mod routes;
mod stall;

pub use keys::{KeyError, Keys};

use crate::model::{EmbeddingModel, LanguageModel};
use crate::secret::Key;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use metrics::Metrics;
use stall::Stall;
use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{watch, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How a server behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
	/// Bytes of a request's body at most.
	pub body_bytes: usize,
	/// Answers at a time; who asks for more is told to come back.
	pub at_once: usize,
	/// Connections at a time; others wait.
	pub connections: usize,
	/// Tokens of an answer where the client names no limit.
	pub tokens: u32,
	/// Texts of a request for vectors at most.
	pub texts: usize,
	/// Until a request's head, and then its body, must have come; and how long an idle connection is kept.
	pub patience: Duration,
	/// How long a client may take nothing of what it is sent.
	pub stall: Duration,
	/// How long an answer may take.
	pub answer: Duration,
	/// How long answers may go on once the server is to stop.
	pub grace: Duration,
	/// Whether it may listen where other machines reach it. There is no TLS.
	pub exposed: bool,
}

impl Default for Settings {
	fn default() -> Self {
		Self {
			body_bytes: 4 << 20,
			at_once: 32,
			connections: 128,
			tokens: 1_024,
			texts: 2_048,
			patience: Duration::from_secs(15),
			stall: Duration::from_secs(30),
			answer: Duration::from_secs(600),
			grace: Duration::from_secs(10),
			exposed: false,
		}
	}
}

/// Writes metrics of what runs behind the server, in Prometheus's text format.
pub type Engine = Arc<dyn Fn() -> String + Send + Sync>;

/// What there is to ask.
#[derive(Clone, Default)]
pub struct Models {
	/// Those that speak, by name.
	pub chat: BTreeMap<String, Arc<dyn LanguageModel>>,
	/// Those that give texts a place, by name.
	pub embedding: BTreeMap<String, Arc<dyn EmbeddingModel>>,
	/// What `/metrics` says beside the server's own.
	pub engine: Option<Engine>,
}

impl Models {
	/// Models by the names on their cards; of two with one name the later is served.
	pub fn new(chat: Vec<Arc<dyn LanguageModel>>, embedding: Vec<Arc<dyn EmbeddingModel>>) -> Self {
		Self {
			chat: chat
				.into_iter()
				.map(|model| (model.card().name.clone(), model))
				.collect(),
			embedding: embedding
				.into_iter()
				.map(|model| (model.card().name.clone(), model))
				.collect(),
			engine: None,
		}
	}
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
	/// Others would reach it.
	#[error("{0} can be reached from other machines, and there is no TLS; listen on 127.0.0.1, or say --expose if something in front encrypts")]
	Exposed(SocketAddr),
	/// The address cannot be taken.
	#[error("{address} cannot be listened on ({source}); choose another port")]
	Address {
		/// Which.
		address: SocketAddr,
		/// Why.
		source: std::io::Error,
	},
	/// The keys cannot be had.
	#[error(transparent)]
	Keys(#[from] KeyError),
	/// There is nothing to serve.
	#[error("there is no model to serve; add one")]
	NoModel,
}

/// What handlers share.
struct App {
	models: Models,
	keys: Keys,
	settings: Settings,
	slots: Arc<Semaphore>,
	metrics: Metrics,
	/// When the server began, in unix seconds: the models' age.
	since: u64,
}

/// A server that listens.
pub struct Server {
	app: Arc<App>,
	listener: TcpListener,
	address: SocketAddr,
}

impl Server {
	/// Listens on `address`.
	///
	/// # Errors
	/// When others could reach it unasked, there is no model, or the address cannot be taken.
	pub async fn bind(
		address: SocketAddr,
		models: Models,
		keys: Keys,
		settings: Settings,
	) -> Result<Self, ServeError> {
		if !address.ip().is_loopback() && !settings.exposed {
			return Err(ServeError::Exposed(address));
		}
		if models.chat.is_empty() && models.embedding.is_empty() {
			return Err(ServeError::NoModel);
		}
		let taken = |source| ServeError::Address { address, source };
		let listener = TcpListener::bind(address).await.map_err(taken)?;
		let address = listener.local_addr().map_err(taken)?;
		let slots = Arc::new(Semaphore::new(settings.at_once.max(1)));
		Ok(Self {
			app: Arc::new(App {
				models,
				keys,
				settings,
				slots,
				metrics: Metrics::default(),
				since: respond::now(),
			}),
			listener,
			address,
		})
	}

	/// Where it listens.
	pub fn address(&self) -> SocketAddr {
		self.address
	}

	/// Serves until `end` is there; then lets answers that have begun come to their end, for as long as the settings
	/// grant, and refuses new ones.
	pub async fn serve(self, end: impl Future<Output = ()>) {
		let places = Arc::new(Semaphore::new(self.app.settings.connections.max(1)));
		let (stop, stopped) = watch::channel(false);
		let mut tasks = JoinSet::new();
		tokio::pin!(end);
		loop {
			let next = async {
				let place = Arc::clone(&places).acquire_owned().await;
				(place, self.listener.accept().await)
			};
			let (place, accepted) = tokio::select! {
				() = &mut end => break,
				next = next => next,
			};
			match accepted {
				Ok((stream, _)) => {
					let (app, stopped) = (Arc::clone(&self.app), stopped.clone());
					tasks.spawn(async move {
						connection(app, stream, stopped).await;
						drop(place);
					});
				}
				// Too many open files, or a peer that left: others may do better.
				Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
			}
			while tasks.try_join_next().is_some() {}
		}
		drop(self.listener);
		// Connections are told; one that has nothing to do ends at once.
		let _ = stop.send(true);
		let all = async { while tasks.join_next().await.is_some() {} };
		let _ = timeout(self.app.settings.grace, all).await;
	}
}

async fn connection(app: Arc<App>, stream: TcpStream, mut stopped: watch::Receiver<bool>) {
	// What remains small goes out at once.
	let _ = stream.set_nodelay(true);
	let (patience, stall) = (app.settings.patience, app.settings.stall);
	let service = service_fn(move |request| {
		let app = Arc::clone(&app);
		async move { Ok::<_, std::convert::Infallible>(routes::answer(&app, request).await) }
	});
	let mut builder = http1::Builder::new();
	builder
		.timer(TokioTimer::new())
		.header_read_timeout(patience)
		.max_buf_size(64 << 10);
	let serving = builder.serve_connection(Stall::new(stream, stall), service);
	tokio::pin!(serving);
	// An error means that nobody can say so any more, which says it too.
	let stopping = async { drop(stopped.wait_for(|stopped| *stopped).await) };
	// A peer that breaks off is its own affair.
	tokio::select! {
		_ = &mut serving => (),
		() = stopping => {
			serving.as_mut().graceful_shutdown();
			let _ = serving.await;
		}
	}
}

/// A key that was made, for showing it once.
#[derive(Debug)]
pub struct NewKey(Key);

impl NewKey {
	/// The key.
	pub fn expose(&self) -> &str {
		self.0.expose()
	}
}
