//! What a step asks of a card, whichever it is.

use crate::error::Result;

/// A kernel of `kernels.cu`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
	/// Norms rows.
	NormRows,
	/// Multiplies a matrix with up to sixteen vectors a block.
	ProductFew,
	/// The same, 64 vectors a block.
	ProductMany,
	/// Turns queries and keys; writes keys and values to the cache.
	Remember,
	/// Queries read chunks of the cache.
	Attend,
	/// Puts the chunks together.
	Gather,
	/// The gate of a feed-forward layer.
	Gate,
}

impl Kernel {
	/// All of them, in the order of their numbers.
	pub const ALL: [Self; 7] = [
		Self::NormRows,
		Self::ProductFew,
		Self::ProductMany,
		Self::Remember,
		Self::Attend,
		Self::Gather,
		Self::Gate,
	];

	/// Its name in `kernels.cu`.
	pub fn name(self) -> &'static str {
		match self {
			Self::NormRows => "norm_rows",
			Self::ProductFew => "product_few",
			Self::ProductMany => "product_many",
			Self::Remember => "remember",
			Self::Attend => "attend",
			Self::Gather => "gather",
			Self::Gate => "gate",
		}
	}

	/// Threads of a block, as `kernels.cu` says it.
	pub fn threads(self) -> u32 {
		match self {
			Self::NormRows | Self::ProductFew | Self::ProductMany | Self::Gate => 256,
			Self::Remember | Self::Attend | Self::Gather => 128,
		}
	}
}

/// An argument of a kernel.
pub enum Argument<'a, M> {
	/// Memory of the card, from so many bytes on.
	At(&'a M, usize),
	/// No memory: the kernel goes without.
	Nothing,
	/// A whole number.
	Whole(u32),
	/// A real number.
	Real(f32),
}

/// A card: memory, and kernels that run one after the other.
pub trait Machine: Send {
	/// A piece of its memory, aligned to sixteen bytes at least.
	type Memory: Send;

	/// What it is, for people.
	fn name(&self) -> String;

	/// What decides its arithmetic, for receipts.
	fn kind(&self) -> String;

	/// Takes memory, whose content is anything.
	///
	/// # Errors
	/// [`crate::error::Error::Memory`] when there is not enough.
	fn allocate(&self, bytes: usize) -> Result<Self::Memory>;

	/// Copies to the card, from byte `at` on.
	///
	/// # Errors
	/// When the memory does not reach that far, or the card fails.
	fn write(&self, to: &mut Self::Memory, at: usize, bytes: &[u8]) -> Result<()>;

	/// Copies from the card's first bytes, after all kernels before it.
	///
	/// # Errors
	/// When the memory does not reach that far, or the card or a kernel before has failed.
	fn read(&self, from: &Self::Memory, out: &mut [u8]) -> Result<()>;

	/// Starts a kernel on a grid of blocks. The caller answers for the sizes: kernels go as far as these say.
	///
	/// # Errors
	/// When it cannot be started.
	fn launch(&self, kernel: Kernel, grid: [u32; 3], arguments: &[Argument<Self::Memory>]) -> Result<()>;
}
