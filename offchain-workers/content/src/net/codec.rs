//! Messages on a stream: read to its end, but not beyond their longest.

use super::message::{Request, Response, MAX_REQUEST, MAX_RESPONSE};
use async_trait::async_trait;
use futures::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use libp2p::{request_response, StreamProtocol};
use std::io;

/// Reads and writes [`Request`] and [`Response`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Codec;

/// Reads all of a stream, if it has `most` bytes at most.
async fn read_all(io: &mut (impl AsyncRead + Unpin + Send), most: usize) -> io::Result<Vec<u8>> {
	let mut bytes = Vec::new();
	io.take(most as u64 + 1).read_to_end(&mut bytes).await?;
	if bytes.len() > most {
		return Err(malformed("a message is longer than any of its kind"));
	}
	Ok(bytes)
}

fn malformed(why: &str) -> io::Error {
	io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}

#[async_trait]
impl request_response::Codec for Codec {
	type Protocol = StreamProtocol;
	type Request = Request;
	type Response = Response;

	async fn read_request<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Request>
	where
		T: AsyncRead + Unpin + Send,
	{
		let bytes = read_all(io, MAX_REQUEST).await?;
		Request::decode(&bytes).ok_or_else(|| malformed("no question"))
	}

	async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Response>
	where
		T: AsyncRead + Unpin + Send,
	{
		let bytes = read_all(io, MAX_RESPONSE).await?;
		if bytes.is_empty() {
			// The peer gave the question up; that is no lie.
			return Err(io::ErrorKind::UnexpectedEof.into());
		}
		Response::decode(bytes).ok_or_else(|| malformed("no answer"))
	}

	async fn write_request<T>(&mut self, _: &StreamProtocol, io: &mut T, request: Request) -> io::Result<()>
	where
		T: AsyncWrite + Unpin + Send,
	{
		io.write_all(&request.encode()).await
	}

	async fn write_response<T>(
		&mut self,
		_: &StreamProtocol,
		io: &mut T,
		response: Response,
	) -> io::Result<()>
	where
		T: AsyncWrite + Unpin + Send,
	{
		io.write_all(&response.encode()).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::address::Address;
	use futures::io::Cursor;
	use libp2p::request_response::Codec as _;

	const PROTOCOL: StreamProtocol = StreamProtocol::new("/test");

	#[tokio::test]
	async fn endless_streams_are_left() {
		let mut endless = futures::io::repeat(3);
		let error = Codec.read_response(&PROTOCOL, &mut endless).await.unwrap_err();
		assert_eq!(error.kind(), io::ErrorKind::InvalidData);
		let error = Codec.read_request(&PROTOCOL, &mut endless).await.unwrap_err();
		assert_eq!(error.kind(), io::ErrorKind::InvalidData);
	}

	#[tokio::test]
	async fn an_answer_that_never_came_is_no_malformed_one() {
		let mut empty = futures::io::empty();
		let error = Codec.read_response(&PROTOCOL, &mut empty).await.unwrap_err();
		assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
	}

	#[tokio::test]
	async fn messages_go_through_a_stream() {
		let request = Request::Chunk(Address::blake2b([9; 32]), 7);
		let mut stream = Cursor::new(Vec::new());
		Codec
			.write_request(&PROTOCOL, &mut stream, request)
			.await
			.unwrap();
		stream.set_position(0);
		assert_eq!(Codec.read_request(&PROTOCOL, &mut stream).await.unwrap(), request);
	}
}
