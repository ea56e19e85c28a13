//! What somebody who means ill might try against the economy and its referenda on a test network, and what
//! it costs and gains them. One test for each row of `docs/attacks.md`.

mod buying;
mod draining;
mod dust;
mod escalating;
mod sandwich;
mod selling;
mod spam;

use althing_integration_tests::{assert_conserved, genesis};
use althing_runtime::constants::currency::UNIT;

/// What rounding may take in all of a test: the curve is within 1e-12 of what is traded.
const GRAIN: u128 = UNIT / 1_000;

/// Does `test` on a local network: 16 holders with a million of both currencies, a reserve of four million
/// VWT, κ of two, a CVT at half a VWT, a pool of a hundred thousand.
fn run<R>(test: impl FnOnce() -> R) -> R {
	genesis("local_testnet").execute_with(|| {
		let result = test();
		assert_conserved();
		result
	})
}
