// Runs kernels.cu on the processor, for its tests: each thread of a block is a fiber, and whoever waits for others hands on.
//
// It keeps to what CUDA's guide says of threads, warps and barriers, and to where PTX puts the parts of a matrix. What it cannot
// show: what a card's memory does between blocks, how a card rounds its tensor products, and speed. One launch at a time.

#include <algorithm>
#include <array>
#include <cmath>
#include <csetjmp>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <tuple>
#include <ucontext.h>
#include <utility>
#include <vector>

#define __device__
#define __forceinline__ inline
#define SHARED static
#define UNROLL_TWICE

using std::max;
using std::min;

struct Place {
	u32 x, y, z;
};

namespace machine {

constexpr u32 LANES = 32;
constexpr size_t STACK = 64 << 10;

/// Blocks in each direction.
using Grid = std::array<u32, 3>;

/// Where threads wait for each other.
struct Barrier {
	u32 threads = 0, arrived = 0, turn = 0;
};

/// What the lanes of a warp show each other.
struct Shown {
	float given[LANES];
	u32 a[LANES][4], b[LANES][2];
};

struct Warp {
	Barrier barrier;
	/// In turn: who is ahead writes to the one while others still read the other, and nobody can be two ahead.
	Shown turns[2];
};

struct Fiber {
	ucontext_t begin;
	jmp_buf at;
	bool begun = false, ended = false;
	std::unique_ptr<char[]> stack{new char[STACK]};
};

struct Block {
	std::vector<Fiber> fibers;
	std::vector<Warp> warps;
	Barrier barrier;
	u32 current = 0;
	jmp_buf scheduler;
	std::function<void()> body;
	Place block, threads, grid;
};

inline Block *now = nullptr;

inline u32 thread() {
	return now->current;
}

inline void hand_on() {
	Fiber &fiber = now->fibers[now->current];
	if (_setjmp(fiber.at) == 0) {
		_longjmp(now->scheduler, 1);
	}
}

inline void wait(Barrier &barrier) {
	u32 turn = barrier.turn;
	barrier.arrived += 1;
	if (barrier.arrived == barrier.threads) {
		barrier.arrived = 0;
		barrier.turn += 1;
		return;
	}
	while (barrier.turn == turn) {
		hand_on();
	}
}

/// Lets a lane show something to its warp, and see what all have shown.
template <typename Show>
const Shown &show(Show of_mine) {
	Warp &warp = now->warps[thread() / LANES];
	Shown &shown = warp.turns[warp.barrier.turn % 2];
	of_mine(shown);
	wait(warp.barrier);
	return shown;
}

inline void begin() {
	now->body();
	now->fibers[now->current].ended = true;
	_longjmp(now->scheduler, 1);
}

/// Lets a thread go on until it waits or ends.
inline void go_on(Block &block, u32 thread) {
	Fiber &fiber = block.fibers[thread];
	block.current = thread;
	if (_setjmp(block.scheduler) == 0) {
		if (fiber.begun) {
			_longjmp(fiber.at, 1);
		}
		fiber.begun = true;
		setcontext(&fiber.begin);
	}
}

/// Lets each thread go on once; false when all have ended.
inline bool round_of(Block &block) {
	bool any = false;
	for (u32 i = 0; i < block.fibers.size(); i += 1) {
		if (!block.fibers[i].ended) {
			any = true;
			go_on(block, i);
		}
	}
	return any;
}

/// Runs a kernel: every thread goes through all blocks, one after the other.
inline void launch(Grid grid, u32 threads, std::function<void()> kernel) {
	Block block;
	block.grid = {grid[0], grid[1], grid[2]};
	block.threads = {threads, 1, 1};
	block.fibers.resize(threads);
	block.warps.resize(threads / LANES);
	for (Warp &warp : block.warps) {
		warp.barrier.threads = LANES;
	}
	block.barrier.threads = threads;
	block.body = [&] {
		for (u32 z = 0; z < grid[2]; z += 1) {
			for (u32 y = 0; y < grid[1]; y += 1) {
				for (u32 x = 0; x < grid[0]; x += 1) {
					block.block = {x, y, z};
					kernel();
					wait(block.barrier);
				}
			}
		}
	};
	for (Fiber &fiber : block.fibers) {
		getcontext(&fiber.begin);
		fiber.begin.uc_stack.ss_sp = fiber.stack.get();
		fiber.begin.uc_stack.ss_size = STACK;
		fiber.begin.uc_link = nullptr;
		makecontext(&fiber.begin, begin, 0);
	}
	now = &block;
	while (round_of(block)) {
	}
	now = nullptr;
}

template <typename... Arguments, size_t... At>
std::tuple<Arguments...> read(void (*)(Arguments...), void **arguments, std::index_sequence<At...>) {
	return {*static_cast<Arguments *>(arguments[At])...};
}

/// A launch, for later: the arguments are read now, as a driver does.
template <typename... Arguments>
std::function<void()> prepared(void (*kernel)(Arguments...), Grid grid, u32 threads, void **arguments) {
	auto values = read(kernel, arguments, std::index_sequence_for<Arguments...>{});
	return [=] { launch(grid, threads, [&] { std::apply(kernel, values); }); };
}

} // namespace machine

#define threadIdx (Place{machine::thread(), 0, 0})
#define blockIdx (machine::now->block)
#define blockDim (machine::now->threads)
#define gridDim (machine::now->grid)

inline void __syncthreads() {
	machine::wait(machine::now->barrier);
}

static inline float widen(half bits) {
	_Float16 x;
	memcpy(&x, &bits, sizeof x);
	return float(x);
}

static inline half narrow(float wide) {
	_Float16 x = _Float16(wide);
	half bits;
	memcpy(&bits, &x, sizeof x);
	return bits;
}

static inline float rsqrtf(float x) {
	return 1.0f / sqrtf(x);
}

static inline float across(float x, u32 mask) {
	u32 lane = machine::thread() % machine::LANES;
	return machine::show([=](machine::Shown &shown) { shown.given[lane] = x; }).given[lane ^ mask];
}

/// Where each lane's parts lie in the three matrices is what PTX says of mma.m16n8k16.
static inline void multiply(float (&c)[4], const u32 (&a)[4], u32 b0, u32 b1) {
	u32 lane = machine::thread() % machine::LANES;
	const machine::Shown &shown = machine::show([&](machine::Shown &shown) {
		std::copy(a, a + 4, shown.a[lane]);
		shown.b[lane][0] = b0;
		shown.b[lane][1] = b1;
	});
	auto part = [](u32 pair, u32 index) { return widen(half(index == 0 ? pair & 0xffffu : pair >> 16)); };
	for (u32 i = 0; i < 4; i += 1) {
		u32 row = lane / 4 + i / 2 * 8, column = lane % 4 * 2 + i % 2;
		for (u32 k = 0; k < 16; k += 1) {
			float left = part(shown.a[row % 8 * 4 + k % 8 / 2][row / 8 + k / 8 * 2], k % 2);
			float right = part(shown.b[column * 4 + k % 8 / 2][k / 8], k % 2);
			c[i] += left * right;
		}
	}
}

#define KERNEL(name, threads, blocks) extern "C" void name

/// A kernel as the tests call it: a pointer to each argument, as a driver's launch takes them.
#ifndef ENTRY
#define ENTRY(name)                                                                                                    \
	extern "C" void launch_##name(const u32 *grid, u32 threads, void **arguments) {                                \
		machine::prepared(name, {grid[0], grid[1], grid[2]}, threads, arguments)();                            \
	}
#endif
