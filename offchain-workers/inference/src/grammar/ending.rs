//! Ways to an end: bytes that make an answer whole, found without asking for all tokens that may come next.

use llguidance::Matcher;
use toktrie::{SimpleVob, TokEnv, TokTrie};

/// What brings JSON to an end soonest, in this order. Where anything may stand, as within a text, the last of the closing
/// ones comes first.
const EARLY: &[u8] = b"}]\"0:,elns";
/// How many of these close something.
const CLOSING: usize = 3;
/// Times that a way closes something before that counts as going in circles.
const DEEP: u32 = 64;
/// Stands nowhere but where anything may stand.
const ANYTHING: u8 = b'~';
/// Steps of a search for each token that is left, because several steps may be one token, and for those that are none.
const STEPS: [u32; 2] = [4, 16];

/// Finds ends for answers in one vocabulary.
pub struct Endings {
	env: TokEnv,
	/// Each byte's own token, in the order in which they are tried.
	single: Vec<(u8, u32)>,
}

impl Endings {
	/// For these tokens.
	pub fn new(env: &TokEnv) -> Self {
		let rank = |byte: &u8| {
			let known = EARLY.iter().position(|known| known == byte);
			(known.unwrap_or(usize::MAX), *byte)
		};
		let mut bytes: Vec<u8> = (0..=u8::MAX).collect();
		bytes.sort_by_key(rank);
		let trie = env.tok_trie();
		let single = bytes
			.into_iter()
			.filter_map(|byte| Some((byte, trie.token_id_at_bytes(&[byte])?)))
			.collect();
		Self {
			env: env.clone(),
			single,
		}
	}

	fn trie(&self) -> &TokTrie {
		self.env.tok_trie()
	}

	/// Whether the token is the one that ends an answer.
	pub fn is_end(&self, token: u32) -> bool {
		token == self.trie().eos_token()
	}

	/// What a token says.
	pub fn bytes(&self, token: u32) -> &[u8] {
		self.trie().token(token)
	}

	/// This token alone.
	pub fn only(&self, token: u32) -> SimpleVob {
		self.trie().singleton_token_set(token)
	}

	/// The first token of a way; after the last byte, the one that ends an answer.
	pub fn first(&self, way: &[u8]) -> Option<u32> {
		if way.is_empty() {
			return Some(self.trie().eos_token());
		}
		let (token, length) = self.trie().prefix_token_id(way);
		(length > 0).then_some(token)
	}

	/// The bytes as tokens, the longest first; none where the vocabulary lacks some. Saying the first of them leaves the
	/// others as they are.
	fn tokens(&self, bytes: &[u8]) -> Option<Vec<u32>> {
		let mut left = bytes;
		let mut tokens = Vec::new();
		while !left.is_empty() {
			let token = self.first(left)?;
			tokens.push(token);
			left = left.get(self.bytes(token).len().max(1)..)?;
		}
		Some(tokens)
	}

	/// Tokens of this way, if it leads to an end once the token before it was said.
	fn leads(&self, matcher: &mut Matcher, before: Option<u32>, way: &[u8]) -> Option<usize> {
		let tokens = self.tokens(way)?;
		let end = self.trie().eos_token();
		let all: Vec<u32> = before
			.into_iter()
			.chain(tokens.iter().copied())
			.chain([end])
			.collect();
		let valid = matcher.validate_tokens(&all).ok()?;
		(valid == all.len()).then_some(tokens.len())
	}

	/// A way to the end of at most `left` tokens after `token`, where `way` leads to it from before the token.
	pub fn after(&self, matcher: &mut Matcher, token: u32, way: &[u8], left: u32) -> Option<Vec<u8>> {
		let said = self.bytes(token);
		let fits = |count: usize| count <= left as usize;
		if let Some(rest) = way.strip_prefix(said) {
			return fits(self.tokens(rest)?.len()).then(|| rest.to_vec());
		}
		// What was said comes before the way, or its last bytes were the way's first.
		let overlap = (1..=said.len().min(way.len()))
			.rev()
			.find(|length| way.get(..*length).is_some_and(|begin| said.ends_with(begin)));
		for skipped in [Some(0), overlap].into_iter().flatten() {
			let rest = way.get(skipped..).unwrap_or_default();
			if let Some(count) = self.leads(matcher, Some(token), rest) {
				return fits(count).then(|| rest.to_vec());
			}
		}
		self.find(matcher, Some(token), way, left)
	}

	/// A way to the end of at most `left` tokens, after `token`, by steps of its own until `known` leads there.
	pub fn find(&self, matcher: &Matcher, token: Option<u32>, known: &[u8], left: u32) -> Option<Vec<u8>> {
		// Not a deep one: what it learns of the grammar's words serves the other too.
		let mut ahead = matcher.clone();
		if let Some(token) = token {
			ahead.consume_token(token).ok()?;
		}
		let (mut way, mut steps, mut used) = (Vec::new(), 0, [0u32; 256]);
		let [each, more] = STEPS;
		let most = left.saturating_mul(each).saturating_add(more);
		while steps <= most {
			if ahead.is_stopped() || ahead.is_accepting().ok()? {
				break;
			}
			if !known.is_empty() && self.leads(&mut ahead, None, known).is_some() {
				way.extend(known);
				break;
			}
			let forced = ahead.compute_ff_bytes();
			let tokens = if forced.is_empty() {
				vec![self.least(&mut ahead, &mut used)?]
			} else {
				self.tokens(&forced)?
			};
			for token in tokens {
				ahead.consume_token(token).ok()?;
				way.extend(self.bytes(token));
				steps += 1;
			}
		}
		let whole = !ahead.is_error() && steps <= most;
		(whole && self.tokens(&way)?.len() <= left as usize).then_some(way)
	}

	/// The first token of a way to the end, however long that is.
	pub fn step(&self, matcher: &mut Matcher) -> Option<u32> {
		if matcher.is_accepting().ok()? {
			return Some(self.trie().eos_token());
		}
		let forced = matcher.compute_ff_bytes();
		if forced.is_empty() {
			self.least(matcher, &mut [0; 256])
		} else {
			self.first(&forced)
		}
	}

	/// A token that may come next: of the bytes least used on the way the one that closes soonest. A byte that was used
	/// makes way for others, so that a way does not run in circles.
	fn least(&self, ahead: &mut Matcher, used: &mut [u32; 256]) -> Option<u32> {
		let free = self.allows(ahead, self.trie().token_id_at_bytes(&[ANYTHING]));
		let (closing, others) = self.single.split_at_checked(CLOSING)?;
		let closing = closing.iter().map(|one| (one, DEEP));
		let order: Vec<_> = if free {
			closing.rev().collect()
		} else {
			closing.collect()
		};
		let mut best: Option<(u32, u8, u32)> = None;
		for ((byte, token), worth) in order.into_iter().chain(others.iter().map(|one| (one, 1))) {
			let times = used.get(usize::from(*byte)).copied().unwrap_or(0) / worth;
			if best.is_none_or(|(least, ..)| times < least) && self.allows(ahead, Some(*token)) {
				best = Some((times, *byte, *token));
				if times == 0 {
					break;
				}
			}
		}
		if let Some((_, byte, token)) = best {
			if let Some(times) = used.get_mut(usize::from(byte)) {
				*times += 1;
			}
			return Some(token);
		}
		// A vocabulary without this byte alone has it within a longer token.
		let mask = ahead.compute_mask().ok()?;
		let shortest = |token: &u32| (self.bytes(*token).len(), *token);
		mask.iter()
			.filter(|token| !self.bytes(*token).is_empty())
			.min_by_key(shortest)
	}

	fn allows(&self, ahead: &mut Matcher, token: Option<u32>) -> bool {
		token.is_some_and(|token| ahead.validate_tokens(&[token]).is_ok_and(|count| count == 1))
	}
}
