//! Work that is bounded per block, and how it goes on.

use crate::{mock::*, *};

type Weights = <Test as Config>::WeightInfo;

/// What one block may spend.
fn allow(steps: &[Weight]) {
	let sum = steps
		.iter()
		.fold(Weight::zero(), |sum, step| sum.saturating_add(*step));
	Service::set(Weight::from_parts(sum.ref_time(), u64::MAX));
}

/// What a draw weighs.
fn a_draw() -> Weight {
	let seats = PACE.panel_size;
	let draw = Weights::draw(seats) + Weights::compare(crate::weights::pairs(seats));
	<Weights as WeightInfo>::peek() + draw
}

#[test]
fn what_does_not_fit_in_a_block_waits_for_the_next() {
	ExtBuilder::default().run(|| {
		let _ = [open(), open(), open()];
		let drawn = || {
			(0..3)
				.filter(|proposal| Cmp::panel(*proposal).is_some())
				.collect::<Vec<_>>()
		};
		let finish = Weights::finish(0, 0) + Told::weight();
		allow(&[Weights::service_base(), a_draw(), finish]);
		run_to(DRAWN);
		assert_eq!(drawn(), [0]);
		Cmp::do_try_state().unwrap();
		next_block();
		assert_eq!(drawn(), [0, 1]);
		next_block();
		assert_eq!(drawn(), [0, 1, 2]);
		// Each has its whole time from when its phase began.
		assert_eq!(info(2).due, DRAWN + 2 + PACE.seal_period);
	});
}

#[test]
fn a_block_without_weight_does_nothing() {
	ExtBuilder::default().run(|| {
		let proposal = open();
		Service::set(Weight::zero());
		run_to(DRAWN);
		assert_eq!(Cmp::on_initialize(DRAWN), Weight::zero());
		assert!(Cmp::panel(proposal).is_none());
		assert_eq!(Entropy::<Test>::get().outputs, 0);
	});
}

#[test]
fn a_block_reports_what_it_spent() {
	ExtBuilder::default().run(|| {
		open();
		System::set_block_number(2);
		assert_eq!(Cmp::on_initialize(2), Weights::service_base());
		System::set_block_number(3);
		Cmp::on_initialize(3);
		System::set_block_number(DRAWN);
		assert_eq!(Cmp::on_initialize(DRAWN), Weights::service_base() + a_draw());
	});
}

#[test]
fn receipts_leave_as_the_weight_goes() {
	ExtBuilder::default().run(|| {
		for _ in 0..3 {
			open();
		}
		run_to(DRAWN);
		for proposal in 0..3 {
			seal_all(proposal, yes);
		}
		next_block();
		for proposal in 0..3 {
			reveal_all(proposal, yes);
		}
		next_block();
		let left = || Receipts::<Test>::iter().count();
		assert_eq!(left(), 3);
		let each = Weights::drop_receipt() + <Test as Config>::OnEscalated::dropping_weight();
		allow(&[Weights::service_base(), each]);
		run_to(System::block_number() + RETENTION);
		assert_eq!(left(), 2);
		Cmp::do_try_state().unwrap();
		next_block();
		assert_eq!(left(), 1);
		next_block();
		assert_eq!(left(), 0);
	});
}

#[test]
fn the_earliest_due_comes_first() {
	ExtBuilder::default().run(|| {
		let first = open();
		Schedule::set(Timing {
			draw_delay: 10,
			..PACE
		});
		let slow = open();
		Schedule::set(PACE);
		let last = open();
		let order: Vec<_> = Cmp::active().into_iter().map(|(_, proposal)| proposal).collect();
		assert_eq!(order, [first, last, slow]);
	});
}

#[test]
fn the_service_weight_must_suffice_for_the_dearest_transition() {
	ExtBuilder::default().run(|| {
		Cmp::integrity_test();
		Service::set(Cmp::dearest_step() - Weight::from_parts(1, 0));
		assert!(std::panic::catch_unwind(Cmp::integrity_test).is_err());
	});
}
