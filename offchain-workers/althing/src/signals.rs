//! Being asked to stop.

use tokio::signal::unix::{signal, SignalKind};

/// Waits until somebody asks this process to stop: Ctrl-C, or the signal that service managers send.
pub async fn wait() {
	let terminate = async {
		match signal(SignalKind::terminate()) {
			Ok(mut signal) => {
				signal.recv().await;
			}
			// Without a handler the signal ends the process by itself.
			Err(_) => std::future::pending().await,
		}
	};
	tokio::select! {
		_ = tokio::signal::ctrl_c() => (),
		() = terminate => (),
	}
}
