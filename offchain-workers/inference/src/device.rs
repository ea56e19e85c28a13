//! Where a model runs: on the processor, or on a card where there is one.

use crate::error::{Error, Result};
use crate::kernel::Isa;
use crate::model::{Decoder, Files, Model, Precision, Processor, Progress};
use crate::pool::Pool;
use std::fmt;
use std::str::FromStr;

/// What runs it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Device {
	/// The processor.
	#[default]
	Cpu,
	/// A card of NVIDIA, by its number.
	Cuda(usize),
}

impl FromStr for Device {
	type Err = String;

	fn from_str(text: &str) -> std::result::Result<Self, String> {
		let unknown = || format!("there is no device {text}; known are cpu, cuda, and cuda:0 and so on");
		match text.split_once(':') {
			None if text == "cpu" => Ok(Self::Cpu),
			None if text == "cuda" => Ok(Self::Cuda(0)),
			Some(("cuda", number)) => number.parse().map(Self::Cuda).map_err(|_| unknown()),
			_ => Err(unknown()),
		}
	}
}

impl fmt::Display for Device {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Cpu => f.write_str("cpu"),
			Self::Cuda(number) => write!(f, "cuda:{number}"),
		}
	}
}

/// How a model is to run.
#[derive(Clone, Debug, Default)]
pub struct Wish {
	/// Where.
	pub device: Device,
	/// Threads of the processor; as many as there are cores if none is said.
	pub threads: Option<usize>,
	/// The vector units to use; the widest there are if none is said.
	pub isa: Option<Isa>,
	/// What keys and values are rounded to.
	pub precision: Precision,
}

/// A model that is ready.
pub struct Opened {
	/// It.
	pub decoder: Box<dyn Decoder>,
	/// Why it runs on the processor, if something else was wished for.
	pub instead: Option<String>,
}

impl Wish {
	/// Loads a model, with a cache of so many pages. Where a card is wished for and cannot take it, the processor does.
	///
	/// # Errors
	/// When files are damaged or of a kind that is not run, or memory is short.
	pub fn open(&self, files: &Files, pages: usize, progress: Progress) -> Result<Opened> {
		let instead = match self.device {
			Device::Cpu => None,
			Device::Cuda(number) => match self.card(number, files, pages, progress) {
				Ok(decoder) => {
					return Ok(Opened {
						decoder,
						instead: None,
					})
				}
				Err(Error::Unsupported(why)) => Some(why),
				Err(error @ Error::Memory(_)) => Some(error.to_string()),
				Err(error) => return Err(error),
			},
		};
		let decoder = self.processor(files, pages, progress)?;
		Ok(Opened { decoder, instead })
	}

	fn processor(&self, files: &Files, pages: usize, progress: Progress) -> Result<Box<dyn Decoder>> {
		let threads = self
			.threads
			.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
		let mut pool = Pool::new(threads);
		let isa = self.isa.unwrap_or_else(Isa::detect);
		let model = Model::load(files, &mut pool, isa, progress)?;
		Ok(Box::new(Processor::new(model, self.precision, pages, pool)?))
	}

	#[cfg(feature = "cuda")]
	fn card(
		&self,
		number: usize,
		files: &Files,
		pages: usize,
		progress: Progress,
	) -> Result<Box<dyn Decoder>> {
		use crate::card::{cuda::Cuda, Card};
		if self.precision != Precision::Half {
			return Err(Error::Unsupported(
				"keys and values have sixteen bits on cards".into(),
			));
		}
		Ok(Box::new(Card::load(files, Cuda::open(number)?, pages, progress)?))
	}

	#[cfg(not(feature = "cuda"))]
	fn card(&self, _: usize, _: &Files, _: usize, _: Progress) -> Result<Box<dyn Decoder>> {
		Err(Error::Unsupported(
			"this binary was built without the feature `cuda`".into(),
		))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn devices_are_read_as_they_are_written() {
		for device in [Device::Cpu, Device::Cuda(0), Device::Cuda(3)] {
			assert_eq!(device.to_string().parse(), Ok(device));
		}
		assert_eq!("cuda".parse(), Ok(Device::Cuda(0)));
		for wrong in ["", "gpu", "cuda:", "cuda:x", "cuda:-1", "cpu:0"] {
			assert!(
				wrong.parse::<Device>().unwrap_err().contains("known are"),
				"{wrong}"
			);
		}
	}
}
