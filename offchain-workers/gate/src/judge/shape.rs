//! The shapes of addresses and paths. Only ASCII: a lookalike cannot be told apart by eye.

/// The domain of a mail address in lower case, or none when it is no plain address.
pub(super) fn email(text: &str) -> Option<String> {
	let (local, domain) = text.split_once('@')?;
	let plain = |b: u8| b.is_ascii_alphanumeric() || b"._%+-".contains(&b);
	if local.is_empty() || local.len() > 64 || !local.bytes().all(plain) {
		return None;
	}
	host(domain)
}

/// The host of an http or https address in lower case, or none when it is no plain address. User names and passwords
/// before the host are refused: they are there to mislead.
pub(super) fn url(text: &str) -> Option<String> {
	let rest = match text.split_once("://") {
		Some((scheme, rest))
			if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
		{
			rest
		}
		Some(_) => return None,
		None => text,
	};
	let odd =
		|c: char| !c.is_ascii() || c.is_ascii_control() || matches!(c, ' ' | '\\' | '"' | '<' | '>' | '`');
	if rest.chars().any(odd) {
		return None;
	}
	let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
	let (name, port) = authority.split_once(':').unwrap_or((authority, "0"));
	if authority.contains('@') || port.parse::<u16>().is_err() {
		return None;
	}
	host(name)
}

fn host(text: &str) -> Option<String> {
	let label = |label: &str| {
		!label.is_empty()
			&& label.len() <= 63
			&& label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
			&& !label.starts_with('-')
			&& !label.ends_with('-')
	};
	let fits = text.len() <= 253 && text.contains('.') && text.split('.').all(label);
	fits.then(|| text.to_ascii_lowercase())
}

/// Whether a host is in a list; `*.example.com` stands for the hosts below `example.com`.
pub(super) fn listed(host: &str, list: &[String]) -> bool {
	list.iter().any(|entry| match entry.strip_prefix('*') {
		Some(tail) => tail.starts_with('.') && host.ends_with(&tail.to_ascii_lowercase()),
		None => entry.eq_ignore_ascii_case(host),
	})
}

/// Whether a path stays where it says: no `..`, no backslash, no empty part inside, nothing unprintable.
pub(super) fn path(text: &str) -> bool {
	let odd = |c: char| c.is_control() || c == '\\' || c == '%';
	let inner = text.strip_prefix('/').unwrap_or(text);
	!inner.is_empty() && !text.chars().any(odd) && !inner.starts_with('~') && {
		let mut parts = inner.strip_suffix('/').unwrap_or(inner).split('/');
		parts.all(|part| !part.is_empty() && part != ".." && part != ".")
	}
}

/// Whether a path that holds by [`path`] is one of the folders or below one.
pub(super) fn under(text: &str, folders: &[String]) -> bool {
	folders.iter().any(|folder| {
		let folder = folder.strip_suffix('/').unwrap_or(folder);
		text.strip_prefix(folder)
			.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn misleading_addresses_are_none() {
		for wrong in [
			"http://bank.com@evil.com/",
			"javascript://x.com",
			"http://exаmple.com",
			"http://a b.com",
			"http://evil.com\\@bank.com",
			"localhost",
			"http://[::1]/",
			"http://x.com:99999/",
			"http://-x.com",
		] {
			assert_eq!(url(wrong), None, "{wrong}");
		}
		assert_eq!(url("HTTPS://Www.Bank.com:443/a?b#c").unwrap(), "www.bank.com");
		for wrong in [
			"a@b@c.com",
			"@b.com",
			"a@b",
			"a b@c.com",
			"a@b..com",
			"a\"@c.com",
			"<a@b.com>",
		] {
			assert_eq!(email(wrong), None, "{wrong}");
		}
	}

	#[test]
	fn a_star_is_every_host_below_and_no_other() {
		let list = ["*.example.com".to_owned(), "a.org".to_owned()];
		assert!(listed("x.example.com", &list) && listed("a.org", &list));
		assert!(
			!listed("example.com", &list) && !listed("badexample.com", &list) && !listed("b.a.org", &list)
		);
	}

	#[test]
	fn paths_do_not_climb() {
		let folders = ["/home/ann".to_owned()];
		assert!(path("/home/ann/x.txt") && under("/home/ann/x.txt", &folders));
		assert!(!under("/home/anna/x.txt", &folders));
		for wrong in [
			"",
			"/",
			"../x",
			"/home/ann/../bob",
			"a//b",
			"a/./b",
			"a\\b",
			"%2e%2e/x",
			"~/x",
			"a\0",
		] {
			assert!(!path(wrong), "{wrong}");
		}
	}
}
