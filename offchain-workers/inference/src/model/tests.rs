use super::*;
use crate::kernel::Isa;
use crate::make::Plan;
use crate::pool::Pool;
use crate::quant::Format;

const FAMILIES: [Family; 4] = [Family::Llama, Family::Mistral, Family::Qwen2, Family::Qwen3];

fn model(family: Family, format: Format, isa: Isa) -> Processor {
	let files = trial::files(&Plan::named("tiny", family, format, 5).unwrap());
	processor(&files, Precision::Half, isa, 1)
}

fn processor(files: &Files, precision: Precision, isa: Isa, threads: usize) -> Processor {
	let mut pool = Pool::new(threads);
	let model = Model::load(files, &mut pool, isa, &mut |_, _| {}).unwrap();
	Processor::new(model, precision, 64, pool).unwrap()
}

#[test]
fn every_family_and_format_answers_with_numbers() {
	for family in FAMILIES {
		for format in [Format::F32, Format::BF16, Format::Q8_0, Format::Q4_0] {
			let mut model = model(family, format, Isa::detect());
			let logits = trial::alone(&mut model, &[1, 2, 3, 4, 5]);
			assert_eq!(logits.len(), 5);
			assert!(logits
				.iter()
				.all(|row| row.len() == 320 && row.iter().all(|x| x.is_finite())));
			assert_ne!(logits[0], logits[4], "{family:?} {format:?}");
		}
	}
}

#[test]
fn vector_units_do_not_change_a_bit() {
	for family in FAMILIES {
		let results: Vec<_> = Isa::available()
			.into_iter()
			.map(|isa| trial::alone(&mut model(family, Format::Q8_0, isa), &[9, 8, 7, 6, 5, 4, 3]))
			.collect();
		assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "{family:?}");
	}
}

#[test]
fn a_hundred_mixes_of_batch_order_cut_and_threads_give_the_same_bits() {
	let files = trial::files(&Plan::named("tiny", Family::Qwen2, Format::Q8_0, 5).unwrap());
	let on = |threads| processor(&files, Precision::Half, Isa::detect(), threads);
	let mut threads = (1..=4).cycle();
	trial::mixes(100, &[7, 16, 25, 34, 43, 52], || on(threads.next().unwrap_or(1)));
}

#[test]
fn tokens_and_pages_that_do_not_exist_are_refused() {
	let files = trial::files(&Plan::named("tiny", Family::Llama, Format::Q8_0, 5).unwrap());
	let mut pool = Pool::new(1);
	let model = Model::load(&files, &mut pool, Isa::detect(), &mut |_, _| {}).unwrap();
	trial::strange_works_are_refused(&mut Processor::new(model, Precision::Half, 2, pool).unwrap());
}
