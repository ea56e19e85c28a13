//! The SPARQL protocol and the graph store protocol over HTTP.
//!
//! | path | method | does |
//! |---|---|---|
//! | `/sparql` | GET, POST | a query (SPARQL 1.1 Protocol, 2.1) |
//! | `/update` | POST | an update (2.2), one commit |
//! | `/data?graph=IRI`, `/data?default`, `/data` | GET, PUT, POST, DELETE | a graph, or all of them |
//! | `/log` | GET | the commits |
//! | `/share?graph=IRI&with=PARTY` | POST | makes a redacted copy by the rules that are sent |
//! | `/inbox` | GET | what was shared with who asks |
//!
//! Who asks is known by a bearer token; without one, anybody asks. What grants open to it is asked anew for each request. A query ends when its limits are reached or
//! when who asked hangs up.

mod parameters;
mod respond;
mod routes;
mod sharing;

use crate::access::Caller;
use crate::error::{Error, Result};
use crate::share::grants::{with_grants, Grants};
use crate::sparql::Limits;
use crate::store::Store;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// A token, by its SHA-256, and who holds it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Known {
	/// SHA-256 of the token, in hexadecimal.
	pub token_sha256: String,
	/// Who holds it.
	#[serde(flatten)]
	pub caller: Caller,
}

impl Known {
	/// Somebody with this token.
	pub fn new(token: &str, caller: Caller) -> Self {
		Self {
			token_sha256: hex::encode(Sha256::digest(token)),
			caller,
		}
	}
}

/// How a server behaves.
#[derive(Clone, Debug)]
pub struct Settings {
	/// What one query may use.
	pub limits: Limits,
	/// Bytes of a document that is sent.
	pub body_bytes: usize,
	/// Queries at a time; others wait.
	pub at_once: usize,
	/// Connections at a time.
	pub connections: usize,
	/// Whether the default graph of a query is all named graphs together.
	pub union: bool,
	/// Who may ask for more than what is public.
	pub known: Vec<Known>,
	/// Which grants stand; without it none does.
	pub grants: Option<Arc<dyn Grants>>,
}

impl Default for Settings {
	fn default() -> Self {
		Self {
			limits: Limits::default(),
			body_bytes: 256 << 20,
			at_once: std::thread::available_parallelism().map_or(2, usize::from),
			connections: 256,
			union: true,
			known: Vec::new(),
			grants: None,
		}
	}
}

/// What handlers share.
struct App {
	store: Arc<Store>,
	settings: Settings,
	slots: Semaphore,
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
	/// When the address cannot be taken.
	pub async fn bind(address: SocketAddr, store: Arc<Store>, settings: Settings) -> Result<Self> {
		let listener = TcpListener::bind(address)
			.await
			.map_err(|e| Error::io(address.to_string(), e))?;
		let address = listener
			.local_addr()
			.map_err(|e| Error::io(address.to_string(), e))?;
		let slots = Semaphore::new(settings.at_once.max(1));
		Ok(Self {
			app: Arc::new(App {
				store,
				settings,
				slots,
			}),
			listener,
			address,
		})
	}

	/// Where it listens.
	pub fn address(&self) -> SocketAddr {
		self.address
	}

	/// Serves until `end` is there.
	pub async fn serve(self, end: impl Future<Output = ()>) {
		let connections = Arc::new(Semaphore::new(self.app.settings.connections.max(1)));
		tokio::pin!(end);
		loop {
			let Ok(place) = Arc::clone(&connections).acquire_owned().await else {
				return;
			};
			let stream = tokio::select! {
				() = &mut end => return,
				accepted = self.listener.accept() => accepted,
			};
			match stream {
				Ok((stream, _)) => {
					let app = Arc::clone(&self.app);
					tokio::spawn(async move {
						connection(app, stream).await;
						drop(place);
					});
				}
				// Too many open files, or a peer that left: others may do better.
				Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
			}
		}
	}
}

async fn connection(app: Arc<App>, stream: TcpStream) {
	// What remains small goes out at once.
	let _ = stream.set_nodelay(true);
	let service = service_fn(move |request| {
		let app = Arc::clone(&app);
		async move { Ok::<_, std::convert::Infallible>(routes::answer(&app, request).await) }
	});
	let mut builder = http1::Builder::new();
	builder
		.timer(TokioTimer::new())
		.header_read_timeout(Duration::from_secs(30))
		.max_buf_size(64 << 10);
	// A peer that breaks off is its own affair.
	let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}

impl App {
	/// Who holds a token, with what grants open to it now; nobody holds a wrong one.
	fn caller(&self, header: Option<&str>) -> Option<Caller> {
		let Some(header) = header else {
			return Some(Caller::anybody());
		};
		let token = header.strip_prefix("Bearer ")?;
		// By hash: how long a comparison takes tells nothing of a token.
		let hash = hex::encode(Sha256::digest(token));
		let known = self
			.settings
			.known
			.iter()
			.find(|known| known.token_sha256 == hash);
		known.map(|known| with_grants(known.caller.clone(), self.settings.grants.as_deref()))
	}
}
