//! The role matrix: what the agents of each role may do alone unless governance says otherwise.

use althing_primitives::Role;
use polkadot_sdk::sp_runtime::traits::Saturating;

use crate::{BalanceOf, Config, Mandate, MandateOf, Payees, Power, Powers};

/// The mandate of `role`, in multiples of `unit`, which is what a small act costs.
///
/// | role | alone | goes to CMP |
/// |---|---|---|
/// | strategic advisor | publish analyses and plans, ask | major strategic decisions |
/// | creative advisor | publish content and ideas, ask | change of brand direction |
/// | growth advisor | publish, ask, pay for optimisation | allocation above the limit |
/// | data scout | publish what was collected, ask | questions of privacy |
/// | research scout | publish trends and reports, ask | change of method |
/// | synthesizer | publish what was integrated, ask | conflicts between departments |
/// | execution agent | publish, ask, pay, commission tasks | breach of a quality threshold |
/// | border agent | communicate, ask | disputes between departments |
///
/// Every role may ask: that is how what it may not do alone reaches a panel. What goes to CMP by its meaning
/// and not by its kind or amount is for the agent to put there: the chain tells kinds, amounts and payees
/// apart. None may ask the commons for funds alone.
pub fn default_mandate<T: Config>(role: Role, unit: BalanceOf<T>) -> MandateOf<T> {
	use Power::{Ask, Commission, Pay, Publish};
	let (powers, per_act, per_period) = match role {
		Role::GrowthAdvisor => (Powers::of([Publish, Ask, Pay]), 10u32, 50u32),
		Role::ExecutionAgent => (Powers::of([Publish, Ask, Pay, Commission]), 25, 250),
		Role::BorderAgent => (Powers::of([Publish, Ask]), 2, 40),
		Role::StrategicAdvisor
		| Role::CreativeAdvisor
		| Role::DataScout
		| Role::ResearchScout
		| Role::Synthesizer => (Powers::of([Publish, Ask]), 2, 20),
	};
	Mandate {
		powers,
		per_act: unit.saturating_mul(per_act.into()),
		per_period: unit.saturating_mul(per_period.into()),
		payees: Payees::Any,
	}
}
