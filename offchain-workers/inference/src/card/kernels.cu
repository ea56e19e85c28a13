// A decoder's step on a card of NVIDIA: seven kernels, made for one promise. What a token gets does not depend on who else is in
// the step, nor on how a prompt was cut: every sum has one order, which depends on its length and on nothing else. Multiplying
// and adding is fused where it says fmaf, and nowhere else: not where a compiler, or a driver's version, would like it.
//
// This text is compiled twice: by NVRTC to kernels.ptx, which is what runs (scripts/kernels), and by the tests for the processor,
// where emulator.h runs it thread by thread.

typedef unsigned short half;
typedef unsigned int u32;

#ifdef __CUDACC__
#define SHARED __shared__
#define UNROLL_TWICE _Pragma("unroll 2")
/// A kernel for blocks of so many threads, so many of which a multiprocessor holds at least.
#define KERNEL(name, threads, blocks) extern "C" __global__ void __launch_bounds__(threads, blocks) name

static __device__ __forceinline__ float widen(half x) {
	float y;
	asm("cvt.f32.f16 %0, %1;" : "=f"(y) : "h"(x));
	return y;
}

static __device__ __forceinline__ half narrow(float x) {
	half y;
	asm("cvt.rn.f16.f32 %0, %1;" : "=h"(y) : "f"(x));
	return y;
}

/// Adds the product of a 16 by 16 and a 16 by 8 matrix, spread over a warp as PTX has it ("Matrix Fragments for mma.m16n8k16").
static __device__ __forceinline__ void multiply(float (&c)[4], const u32 (&a)[4], u32 b0, u32 b1) {
	asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
		: "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
		: "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

static __device__ __forceinline__ float across(float x, u32 mask) {
	return __shfl_xor_sync(0xffffffffu, x, mask);
}
#else
#include "emulator.h"
#endif

/// Eight halves, read at once.
struct alignas(16) Eight {
	u32 pair[4];
};

/// Four floats, read at once.
struct alignas(16) Four {
	float of[4];
};

constexpr u32 WARP = 32;
/// Tokens of a page of cache.
constexpr u32 PAGE = 16;
/// Positions that one block attends to.
constexpr u32 CHUNK = 256;
/// Warps that share the columns of a product.
constexpr u32 SHARES = 8;
/// Queries that share a head of keys, times their length, at most.
constexpr u32 ASKED = 4096;
/// Queries that share a head of keys at most.
constexpr u32 SHARING = 16;
/// Queries for which a thread reads a key or a value once.
constexpr u32 TOGETHER = 4;
constexpr float LEAST = -3.0e38f;

static __device__ __forceinline__ float low(u32 pair) {
	return widen(half(pair & 0xffffu));
}

static __device__ __forceinline__ float high(u32 pair) {
	return widen(half(pair >> 16));
}

/// As a half that is a number: what is infinite would survive a multiplication by zero.
static __device__ __forceinline__ half held(float x) {
	return narrow(x != x ? 0.0f : fminf(fmaxf(x, -65504.0f), 65504.0f));
}

struct Sum {
	static __device__ __forceinline__ float of(float x, float y) {
		return x + y;
	}
};

struct Most {
	static __device__ __forceinline__ float of(float x, float y) {
		return fmaxf(x, y);
	}
};

template <typename All>
static __device__ __forceinline__ float over_warp(float x) {
	for (u32 mask = WARP / 2; mask > 0; mask /= 2) {
		x = All::of(x, across(x, mask));
	}
	return x;
}

/// Over a block of up to 32 warps, for every thread of it.
template <typename All>
static __device__ float over_block(float x, float *shared) {
	x = over_warp<All>(x);
	if (threadIdx.x % WARP == 0) {
		shared[threadIdx.x / WARP] = x;
	}
	__syncthreads();
	float all = shared[0];
	for (u32 warp = 1; warp < blockDim.x / WARP; warp += 1) {
		all = All::of(all, shared[warp]);
	}
	__syncthreads();
	return all;
}

/// Norms rows (RMSNorm, arXiv:1910.07467): of those that `rows` lists, or of all. Written as halves, or as floats where `wide`
/// is not null. A block is a row.
KERNEL(norm_rows, 256, 4)(const float *in, const float *weights, const u32 *rows, half *out, float *wide, u32 length, float epsilon) {
	SHARED float shared[WARP];
	u32 row = rows ? rows[blockIdx.x] : blockIdx.x;
	in += (unsigned long long)row * length;
	unsigned long long at = (unsigned long long)blockIdx.x * length;
	float squares = 0.0f;
	for (u32 i = threadIdx.x; i < length; i += blockDim.x) {
		squares = fmaf(in[i], in[i], squares);
	}
	float factor = rsqrtf(over_block<Sum>(squares, shared) / float(length) + epsilon);
	for (u32 i = threadIdx.x; i < length; i += blockDim.x) {
		float x = in[i] * factor * weights[i];
		if (wide) {
			wide[at + i] = x;
		} else {
			out[at + i] = held(x);
		}
	}
}

/// TOKENS times 16 tokens by ROWS times 8 rows of a matrix. The warps share the columns, each goes over its own in order, and their
/// sums are added in order: so each result has the same bits whatever TOKENS and ROWS are.
template <u32 TOKENS, u32 ROWS>
static __device__ __forceinline__ void product(
	const half *in, const float *scales, const half *matrix, const float *bias, float *out, u32 tokens, u32 rows, u32 columns, u32 add
) {
	SHARED float cells[TOKENS * 16][ROWS * 8];
	u32 lane = threadIdx.x % WARP, warp = threadIdx.x / WARP;
	u32 group = lane / 4, quad = lane % 4;
	u32 first_row = blockIdx.x * ROWS * 8, first_token = blockIdx.y * TOKENS * 16;
	float sums[TOKENS][ROWS][4] = {};

	u32 share = (columns / WARP + SHARES - 1) / SHARES * WARP;
	u32 end = min(columns, (warp + 1) * share);
	UNROLL_TWICE
	for (u32 column = warp * share; column < end; column += WARP) {
		// Which columns meet in a product does not matter as long as both sides agree: a lane reads eight next to each other,
		// and they count as two steps of sixteen columns.
		u32 at = column + quad * 8;
		// Beyond the last row or token the last is read again, for nothing: without a branch the next step's reads begin early.
		Eight weights[ROWS];
		for (u32 r = 0; r < ROWS; r += 1) {
			u32 row = min(first_row + r * 8 + group, rows - 1);
			weights[r] = *(const Eight *)(matrix + (unsigned long long)row * columns + at);
		}
		for (u32 t = 0; t < TOKENS; t += 1) {
			u32 token = first_token + t * 16 + group;
			Eight upper = *(const Eight *)(in + (unsigned long long)min(token, tokens - 1) * columns + at);
			Eight lower = *(const Eight *)(in + (unsigned long long)min(token + 8, tokens - 1) * columns + at);
			const u32 early[4] = {upper.pair[0], lower.pair[0], upper.pair[1], lower.pair[1]};
			const u32 late[4] = {upper.pair[2], lower.pair[2], upper.pair[3], lower.pair[3]};
			for (u32 r = 0; r < ROWS; r += 1) {
				multiply(sums[t][r], early, weights[r].pair[0], weights[r].pair[1]);
				multiply(sums[t][r], late, weights[r].pair[2], weights[r].pair[3]);
			}
		}
	}

	for (u32 turn = 0; turn < SHARES; turn += 1) {
		if (warp == turn) {
			for (u32 t = 0; t < TOKENS; t += 1) {
				for (u32 r = 0; r < ROWS; r += 1) {
					for (u32 i = 0; i < 4; i += 1) {
						float *cell = &cells[t * 16 + group + i / 2 * 8][r * 8 + quad * 2 + i % 2];
						*cell = turn == 0 ? sums[t][r][i] : *cell + sums[t][r][i];
					}
				}
			}
		}
		__syncthreads();
	}

	for (u32 i = threadIdx.x; i < TOKENS * 16 * ROWS * 8; i += blockDim.x) {
		u32 token = first_token + i / (ROWS * 8), row = first_row + i % (ROWS * 8);
		if (token < tokens && row < rows) {
			float x = cells[i / (ROWS * 8)][i % (ROWS * 8)];
			x = scales ? x * scales[token] : x;
			x = bias ? x + bias[row] : x;
			float *place = out + (unsigned long long)token * rows + row;
			*place = add ? *place + x : x;
		}
	}
}

/// Products of a matrix with the vectors of up to sixteen tokens a block: what memory can bring is what counts.
KERNEL(product_few, 256, 6)(
	const half *in, const float *scales, const half *matrix, const float *bias, float *out, u32 tokens, u32 rows, u32 columns, u32 add
) {
	product<1, 1>(in, scales, matrix, bias, out, tokens, rows, columns, add);
}

/// The same for many tokens: each weight that was read serves 64 of them.
KERNEL(product_many, 256, 2)(
	const half *in, const float *scales, const half *matrix, const float *bias, float *out, u32 tokens, u32 rows, u32 columns, u32 add
) {
	product<4, 4>(in, scales, matrix, bias, out, tokens, rows, columns, add);
}

/// Norms and turns queries and keys (RoPE, arXiv:2104.09864), scales queries, and writes keys and values to their pages. `asked`
/// has for each token its queries, keys and values; a block is a head of a token.
KERNEL(remember, 128, 8)(
	float *asked, const float *angles, const u32 *slots, const float *query_norm, const float *key_norm, half *cache,
	u32 heads, u32 kv_heads, u32 length, u32 neighbours, float epsilon, float scale
) {
	SHARED float row[512];
	SHARED float shared[WARP];
	u32 token = blockIdx.y, head = blockIdx.x;
	float *own = asked + ((unsigned long long)token * (heads + 2 * kv_heads) + head) * length;
	bool is_query = head < heads, is_value = head >= heads + kv_heads;
	const float *weights = is_query ? query_norm : is_value ? nullptr : key_norm;
	float squares = 0.0f;
	for (u32 i = threadIdx.x; i < length; i += blockDim.x) {
		row[i] = own[i];
		squares = fmaf(row[i], row[i], squares);
	}
	float sum = over_block<Sum>(squares, shared);
	if (weights) {
		float factor = rsqrtf(sum / float(length) + epsilon);
		for (u32 i = threadIdx.x; i < length; i += blockDim.x) {
			row[i] = row[i] * factor * weights[i];
		}
	}
	__syncthreads();
	if (!is_value) {
		for (u32 pair = threadIdx.x; pair < length / 2; pair += blockDim.x) {
			u32 first = neighbours ? 2 * pair : pair, second = neighbours ? 2 * pair + 1 : pair + length / 2;
			const float *angle = angles + ((unsigned long long)token * (length / 2) + pair) * 2;
			float x = row[first], y = row[second];
			row[first] = x * angle[0] - y * angle[1];
			row[second] = x * angle[1] + y * angle[0];
		}
		__syncthreads();
	}
	if (is_query) {
		for (u32 i = threadIdx.x; i < length; i += blockDim.x) {
			own[i] = row[i] * scale;
		}
		return;
	}
	u32 kv = is_value ? head - heads - kv_heads : head - heads;
	u32 page = slots[token] / PAGE, slot = slots[token] % PAGE;
	unsigned long long part = ((unsigned long long)page * kv_heads + kv) * 2 + (is_value ? 1 : 0);
	half *cell = cache + (part * PAGE + slot) * length;
	for (u32 i = threadIdx.x; i < length; i += blockDim.x) {
		cell[i] = held(row[i]);
	}
}

/// Adds the product of eight numbers of a key and of a query.
static __device__ __forceinline__ float along(Eight key, const Four *query, float sum) {
	for (u32 part = 0; part < 2; part += 1) {
		Four four = query[part];
		sum = fmaf(low(key.pair[2 * part]), four.of[0], sum);
		sum = fmaf(high(key.pair[2 * part]), four.of[1], sum);
		sum = fmaf(low(key.pair[2 * part + 1]), four.of[2], sum);
		sum = fmaf(high(key.pair[2 * part + 1]), four.of[3], sum);
	}
	return sum;
}

/// Lets the queries of a token that share a head of keys read one chunk of positions: the weighted values, not yet divided, and
/// for each query the greatest mark and the sum of the weights. A block is a head of keys, a token, a chunk; chunks begin at
/// multiples of CHUNK, whoever reads them.
KERNEL(attend, 128, 6)(
	const float *asked, const half *cache, const u32 *pages, const u32 *first_page, const u32 *positions, float *parts, float *marks,
	u32 heads, u32 kv_heads, u32 length, u32 window, u32 first_token
) {
	SHARED Four queries[ASKED / 4];
	SHARED float weights[SHARING][CHUNK];
	u32 kv = blockIdx.x, token = first_token + blockIdx.y, sharing = heads / kv_heads;
	unsigned long long place = ((unsigned long long)blockIdx.y * kv_heads + kv) * gridDim.z + blockIdx.z;
	parts += place * sharing * length;
	marks += place * sharing * 2;
	u32 begin = blockIdx.z * CHUNK, end = min(begin + CHUNK, positions[token] + 1);
	u32 unseen = window > 0 && positions[token] + 1 > window ? positions[token] + 1 - window : 0;
	u32 seen = max(begin, unseen);
	if (seen >= end) {
		for (u32 q = threadIdx.x; q < sharing; q += blockDim.x) {
			marks[2 * q] = LEAST;
			marks[2 * q + 1] = 0.0f;
		}
		return;
	}
	pages += first_page[token];
	unsigned long long head_size = (unsigned long long)2 * PAGE * length;
	const float *own = asked + ((unsigned long long)token * (heads + 2 * kv_heads) + kv * sharing) * length;
	for (u32 i = threadIdx.x; i < sharing * length; i += blockDim.x) {
		queries[i / 4].of[i % 4] = own[i];
	}
	__syncthreads();

	for (u32 position = begin + threadIdx.x; position < end; position += blockDim.x) {
		unsigned long long page = pages[position / PAGE];
		const half *key = cache + (page * kv_heads + kv) * head_size + (position % PAGE) * length;
		for (u32 first = 0; first < sharing; first += TOGETHER) {
			float found[TOGETHER] = {};
			for (u32 i = 0; i < length; i += 8) {
				Eight eight = *(const Eight *)(key + i);
				for (u32 next = 0; next < TOGETHER; next += 1) {
					u32 q = min(first + next, sharing - 1);
					found[next] = along(eight, queries + (q * length + i) / 4, found[next]);
				}
			}
			for (u32 next = 0; next < TOGETHER; next += 1) {
				if (first + next < sharing) {
					weights[first + next][position - begin] = position < seen ? LEAST : found[next];
				}
			}
		}
	}
	__syncthreads();

	u32 lane = threadIdx.x % WARP;
	for (u32 q = threadIdx.x / WARP; q < sharing; q += blockDim.x / WARP) {
		float most = LEAST;
		for (u32 i = lane; i < end - begin; i += WARP) {
			most = fmaxf(most, weights[q][i]);
		}
		most = over_warp<Most>(most);
		float sum = 0.0f;
		for (u32 i = lane; i < end - begin; i += WARP) {
			float weight = begin + i < seen ? 0.0f : expf(weights[q][i] - most);
			weights[q][i] = weight;
			sum += weight;
		}
		sum = over_warp<Sum>(sum);
		if (lane == 0) {
			marks[2 * q] = most;
			marks[2 * q + 1] = sum;
		}
	}
	__syncthreads();

	// A thread has two columns of the values, for several queries.
	u32 groups = (sharing + TOGETHER - 1) / TOGETHER;
	for (u32 i = threadIdx.x; i < groups * length / 2; i += blockDim.x) {
		u32 first = i / (length / 2) * TOGETHER, column = i % (length / 2) * 2;
		float sums[TOGETHER][2] = {};
		for (u32 at = begin; at < end; at += PAGE) {
			unsigned long long page = pages[at / PAGE];
			const half *value = cache + (page * kv_heads + kv) * head_size + PAGE * length + column;
			u32 count = min(PAGE, end - at);
			for (u32 slot = 0; slot < count; slot += 1) {
				u32 pair = *(const u32 *)(value + slot * length);
				for (u32 next = 0; next < TOGETHER; next += 1) {
					float weight = weights[min(first + next, sharing - 1)][at - begin + slot];
					sums[next][0] = fmaf(weight, low(pair), sums[next][0]);
					sums[next][1] = fmaf(weight, high(pair), sums[next][1]);
				}
			}
		}
		for (u32 next = 0; next < TOGETHER; next += 1) {
			if (first + next < sharing) {
				parts[(first + next) * length + column] = sums[next][0];
				parts[(first + next) * length + column + 1] = sums[next][1];
			}
		}
	}
}

/// Puts the chunks of each query together, from first to last (arXiv:1805.02867). A block is a query's head and a token.
KERNEL(gather, 128, 8)(const float *parts, const float *marks, half *out, u32 heads, u32 kv_heads, u32 length, u32 chunks, u32 first_token) {
	u32 head = blockIdx.x, sharing = heads / kv_heads;
	unsigned long long place = ((unsigned long long)blockIdx.y * kv_heads + head / sharing) * chunks;
	u32 query = head % sharing;
	out += ((unsigned long long)(first_token + blockIdx.y) * heads + head) * length;
	for (u32 i = threadIdx.x; i < length; i += blockDim.x) {
		float most = LEAST, sum = 0.0f, mixed = 0.0f;
		for (u32 chunk = 0; chunk < chunks; chunk += 1) {
			unsigned long long at = (place + chunk) * sharing + query;
			float mark = marks[2 * at], weight = marks[2 * at + 1];
			// Nothing was to be seen there. What is no number shows.
			if (weight != 0.0f) {
				float higher = fmaxf(most, mark);
				float before = expf(most - higher), now = expf(mark - higher);
				sum = fmaf(sum, before, weight * now);
				mixed = fmaf(mixed, before, parts[at * length + i] * now);
				most = higher;
			}
		}
		out[i] = narrow(mixed / sum);
	}
}

/// The gate of a feed-forward layer (SwiGLU, arXiv:2002.05202): `in` has for each token what the gate says and what passes it.
/// What comes out may be greater than a half can be: it is divided by a power of two, which is the row's scale. A block is a token.
KERNEL(gate, 256, 4)(const float *in, half *out, float *scales, u32 length) {
	SHARED float shared[WARP];
	in += (unsigned long long)blockIdx.x * 2 * length;
	out += (unsigned long long)blockIdx.x * length;
	float most = 0.0f;
	for (u32 i = threadIdx.x; i < length; i += blockDim.x) {
		float x = in[i];
		most = fmaxf(most, fabsf(x / (1.0f + expf(-x)) * in[length + i]));
	}
	most = over_block<Most>(most, shared);
	float scale = 1.0f;
	while (most > 32768.0f * scale && scale < 1.0e37f) {
		scale *= 2.0f;
	}
	for (u32 i = threadIdx.x; i < length; i += blockDim.x) {
		float x = in[i];
		out[i] = narrow(x / (1.0f + expf(-x)) * in[length + i] / scale);
	}
	if (threadIdx.x == 0) {
		scales[blockIdx.x] = scale;
	}
}

#ifndef __CUDACC__
ENTRY(norm_rows)
ENTRY(product_few)
ENTRY(product_many)
ENTRY(remember)
ENTRY(attend)
ENTRY(gather)
ENTRY(gate)
#endif
