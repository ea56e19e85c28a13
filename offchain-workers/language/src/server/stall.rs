//! A connection that ends when its peer takes nothing for too long: nobody may hold an answer's place by not reading it.

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{sleep, Sleep};

/// A connection with a limit on how long a write may wait.
pub(super) struct Stall {
	stream: TokioIo<TcpStream>,
	limit: Duration,
	/// Runs while a write waits.
	waiting: Option<Pin<Box<Sleep>>>,
}

impl Stall {
	pub(super) fn new(stream: TcpStream, limit: Duration) -> Self {
		Self {
			stream: TokioIo::new(stream),
			limit,
			waiting: None,
		}
	}

	/// What a write came to, unless it has waited too long.
	fn watched<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
		if written.is_ready() {
			self.waiting = None;
			return written;
		}
		let limit = self.limit;
		let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(limit)));
		waiting
			.as_mut()
			.poll(cx)
			.map(|()| Err(io::ErrorKind::TimedOut.into()))
	}
}

impl Read for Stall {
	fn poll_read(
		mut self: Pin<&mut Self>,
		cx: &mut Context<'_>,
		buf: ReadBufCursor<'_>,
	) -> Poll<io::Result<()>> {
		Pin::new(&mut self.stream).poll_read(cx, buf)
	}
}

impl Write for Stall {
	fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
		let written = Pin::new(&mut self.stream).poll_write(cx, buf);
		self.watched(cx, written)
	}

	fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
		let flushed = Pin::new(&mut self.stream).poll_flush(cx);
		self.watched(cx, flushed)
	}

	fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
		Pin::new(&mut self.stream).poll_shutdown(cx)
	}

	fn is_write_vectored(&self) -> bool {
		self.stream.is_write_vectored()
	}

	fn poll_write_vectored(
		mut self: Pin<&mut Self>,
		cx: &mut Context<'_>,
		bufs: &[io::IoSlice<'_>],
	) -> Poll<io::Result<usize>> {
		let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
		self.watched(cx, written)
	}
}
