//! Cards of NVIDIA, by their driver alone: it takes the kernels as PTX and compiles them for the card that is there.

use super::machine::{Argument, Kernel, Machine};
use crate::error::{Error, Result};
use cudarc::driver::sys::{is_culib_present, CUresult};
use cudarc::driver::{
	result, CudaContext, CudaFunction, CudaSlice, CudaStream, DevicePtr, DriverError, LaunchConfig,
	PushKernelArg,
};
use cudarc::nvrtc::Ptx;
use std::sync::Arc;

/// What `scripts/kernels` makes of `kernels.cu`.
const KERNELS: &str = include_str!("kernels.ptx");

/// A card, and the kernels on it.
pub struct Cuda {
	stream: Arc<CudaStream>,
	kernels: Vec<CudaFunction>,
	name: String,
	capability: (i32, i32),
}

fn failed(error: DriverError) -> Error {
	match error.0 {
		CUresult::CUDA_ERROR_OUT_OF_MEMORY => {
			Error::Memory("the card's is full; use a smaller model or cache".into())
		}
		_ => Error::Internal(format!("the card: {error:?}")),
	}
}

impl Cuda {
	/// Opens the card of this number and loads the kernels.
	///
	/// # Errors
	/// [`Error::Unsupported`] when there is no driver, no such card, or one that does not do what the kernels need.
	pub fn open(ordinal: usize) -> Result<Self> {
		// SAFETY: it looks whether the library can be opened, whose initializers belong to the driver.
		#[allow(unsafe_code, reason = "a library's initializers could do anything")]
		let present = unsafe { is_culib_present() };
		if !present {
			return Err(Error::Unsupported("there is no driver of NVIDIA".into()));
		}
		result::init()
			.map_err(|error| Error::Unsupported(format!("the driver does not start: {error:?}")))?;
		let cards = CudaContext::device_count().map_err(failed)?;
		if i64::from(cards) <= ordinal as i64 {
			return Err(Error::Unsupported(format!(
				"there is no card {ordinal}, but {cards} in all"
			)));
		}
		let context = CudaContext::new(ordinal)
			.map_err(|error| Error::Unsupported(format!("card {ordinal} cannot be opened: {error:?}")))?;
		// Who waits for the card sleeps.
		context.set_blocking_synchronize().map_err(failed)?;
		// All goes through one stream, in order: there is nothing to track.
		// SAFETY: see above.
		#[allow(unsafe_code, reason = "memory that two streams use would need it")]
		unsafe {
			context.disable_event_tracking();
		}
		let (name, capability) = (
			context.name().map_err(failed)?,
			context.compute_capability().map_err(failed)?,
		);
		if capability < (8, 0) {
			return Err(Error::Unsupported(format!(
				"{name} has compute capability {}.{}, and 8.0 is needed",
				capability.0, capability.1
			)));
		}
		// Drivers may compile a kernel when it is looked up.
		let refused = |error: DriverError| {
			Error::Unsupported(format!(
				"{name} does not take the kernels, which need driver 550 or newer: {error:?}"
			))
		};
		let module = context.load_module(Ptx::from_src(KERNELS)).map_err(refused)?;
		let kernels = Kernel::ALL
			.iter()
			.map(|kernel| module.load_function(kernel.name()).map_err(refused))
			.collect::<Result<_>>()?;
		Ok(Self {
			stream: context.new_stream().map_err(failed)?,
			kernels,
			name,
			capability,
		})
	}
}

impl Machine for Cuda {
	type Memory = CudaSlice<u8>;

	fn name(&self) -> String {
		self.name.clone()
	}

	/// Cards of one capability compile the kernels alike, under one driver.
	fn kind(&self) -> String {
		format!("cuda {}.{}", self.capability.0, self.capability.1)
	}

	fn allocate(&self, bytes: usize) -> Result<CudaSlice<u8>> {
		self.stream.alloc_zeros(bytes.max(1)).map_err(failed)
	}

	fn write(&self, to: &mut CudaSlice<u8>, at: usize, bytes: &[u8]) -> Result<()> {
		let mut view = to
			.try_slice_mut(at..at + bytes.len())
			.ok_or_else(|| Error::Internal("a piece of the card's memory is too small".into()))?;
		self.stream.memcpy_htod(bytes, &mut view).map_err(failed)?;
		// The bytes are the caller's, who may change them now.
		self.stream.synchronize().map_err(failed)
	}

	fn read(&self, from: &CudaSlice<u8>, out: &mut [u8]) -> Result<()> {
		let view = from
			.try_slice(..out.len())
			.ok_or_else(|| Error::Internal("a piece of the card's memory is too small".into()))?;
		self.stream.memcpy_dtoh(&view, out).map_err(failed)?;
		self.stream.synchronize().map_err(failed)?;
		// What failed in between is kept by the context until it is asked.
		self.stream.context().check_err().map_err(failed)
	}

	fn launch(&self, kernel: Kernel, grid: [u32; 3], arguments: &[Argument<CudaSlice<u8>>]) -> Result<()> {
		enum Value {
			Long(u64),
			Whole(u32),
			Real(f32),
		}
		let values: Vec<Value> = arguments
			.iter()
			.map(|argument| match argument {
				Argument::At(memory, at) => Value::Long(memory.device_ptr(&self.stream).0 + *at as u64),
				Argument::Nothing => Value::Long(0),
				Argument::Whole(whole) => Value::Whole(*whole),
				Argument::Real(real) => Value::Real(*real),
			})
			.collect();
		let function = self
			.kernels
			.get(kernel as usize)
			.ok_or_else(|| Error::Internal(format!("{} was not loaded", kernel.name())))?;
		let mut builder = self.stream.launch_builder(function);
		for value in &values {
			match value {
				Value::Long(long) => builder.arg(long),
				Value::Whole(whole) => builder.arg(whole),
				Value::Real(real) => builder.arg(real),
			};
		}
		let config = LaunchConfig {
			grid_dim: grid.into(),
			block_dim: (kernel.threads(), 1, 1),
			shared_mem_bytes: 0,
		};
		// SAFETY: the arguments are those of `kernels.cu`; they point to memory of this card that lives until the stream has
		// passed, because freeing it goes through the same stream; sizes come from the shape by which it was allocated.
		#[allow(unsafe_code, reason = "kernels write where they are told")]
		let launched = unsafe { builder.launch(config) };
		launched.map(drop).map_err(failed)
	}
}
