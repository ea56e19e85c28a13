//! Prints the logits of a prompt's last token as JSON, for comparison with other engines.
//!
//! `logits MODEL TOKEN...`

use althing_inference::kernel::{Isa, PAGE};
use althing_inference::model::{Cache, Files, Model, Precision, Work};
use althing_inference::pool::Pool;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
	let mut arguments = std::env::args().skip(1);
	let path = arguments.next().ok_or("logits MODEL TOKEN...")?;
	let tokens = arguments
		.map(|token| token.parse())
		.collect::<Result<Vec<u32>, _>>()?;
	let files = Files::open(Path::new(&path))?;
	let mut pool = Pool::new(2);
	let model = Model::load(&files, &mut pool, Isa::detect(), &mut |_, _| {})?;
	let pages: Vec<u32> = (0..tokens.len().div_ceil(PAGE) as u32).collect();
	let mut cache = Cache::new(&model.shape, Precision::Single, pages.len())?;
	let work = Work {
		tokens: &tokens,
		start: 0,
		pages: &pages,
		wanted: 1,
		words: true,
	};
	let pass = model.forward(&mut pool, &mut cache, &[work])?;
	println!("{}", serde_json::to_string(&pass.logits)?);
	Ok(())
}
