//! Where a service is.

use hyper::Uri;

/// Reads where a service is. Keys go over TLS, or do not leave the machine.
pub(super) fn address(text: &str) -> Result<Uri, String> {
	let bad = || "its url must be like https://host/v1".to_owned();
	let uri: Uri = text.trim_end_matches('/').parse().map_err(|_| bad())?;
	let (Some(scheme @ ("http" | "https")), Some(host), Some(authority)) =
		(uri.scheme_str(), uri.host(), uri.authority())
	else {
		return Err(bad());
	};
	if authority.as_str().contains('@') {
		return Err("its url holds a user's name; give the key by key_env or key_file".into());
	}
	if uri.query().is_some() {
		return Err("its url holds a query, where keys do not belong; remove what follows the ?".into());
	}
	if scheme == "http" && !is_loopback(host) {
		return Err(format!(
			"what is said to {host} could be read on the way; use https, plain http is for this machine only"
		));
	}
	Ok(uri)
}

fn is_loopback(host: &str) -> bool {
	let bare = host.trim_start_matches('[').trim_end_matches(']');
	host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
