// A driver of NVIDIA for the tests of cuda.rs: the functions of libcuda.so.1 that these call, over emulator.h.
//
// It is as lazy as a driver may be: copies and kernels happen when somebody waits for them, and not before. Memory is counted,
// and what is left when its context goes ends the process.

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

typedef unsigned int u32;
typedef unsigned long long Address;

namespace driver {

using Later = std::function<void()>;
using Prepare = std::function<Later(const u32 *grid, u32 threads, void **arguments)>;

std::map<std::string, Prepare> &entries() {
	static std::map<std::string, Prepare> all;
	return all;
}

struct Entry {
	Entry(const char *name, Prepare prepare) {
		entries()[name] = prepare;
	}
};

} // namespace driver

#define ENTRY(name)                                                                                                    \
	static driver::Entry entry_of_##name(#name, [](const u32 *grid, u32 threads, void **arguments) {               \
		return driver::Later(machine::prepared(name, {grid[0], grid[1], grid[2]}, threads, arguments));        \
	});
#include "kernels.cu"

namespace driver {

enum Result { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, INVALID_DEVICE = 101, NOT_FOUND = 500 };

/// More than the tests need, and less than they ask for to see what then happens.
constexpr size_t MEMORY = size_t(1) << 30;

std::map<Address, size_t> memory;
std::vector<Later> waiting;
std::string module;
void *current = nullptr;
char context, stream;

bool holds(Address at, size_t bytes) {
	auto after = memory.upper_bound(at);
	if (after == memory.begin()) {
		return false;
	}
	auto [begin, size] = *std::prev(after);
	return at - begin <= size && bytes <= size - (at - begin);
}

int capability(int part) {
	const char *told = getenv("ALTHING_TEST_CAPABILITY");
	int major = 9, minor = 0;
	if (told) {
		sscanf(told, "%d.%d", &major, &minor);
	}
	return part == 0 ? major : minor;
}

} // namespace driver

using namespace driver;

extern "C" {

Result cuInit(u32) {
	return SUCCESS;
}

Result cuDeviceGetCount(int *count) {
	*count = 1;
	return SUCCESS;
}

Result cuDeviceGet(int *device, int ordinal) {
	*device = ordinal;
	return ordinal == 0 ? SUCCESS : INVALID_DEVICE;
}

Result cuDeviceGetName(char *name, int length, int) {
	snprintf(name, length, "an emulated card");
	return SUCCESS;
}

Result cuDeviceGetAttribute(int *value, int attribute, int) {
	const int major = 75, minor = 76, pools = 115;
	*value = attribute == major ? capability(0) : attribute == minor ? capability(1) : attribute == pools;
	return SUCCESS;
}

Result cuDevicePrimaryCtxRetain(void **out, int) {
	*out = &context;
	return SUCCESS;
}

Result cuDevicePrimaryCtxRelease_v2(int) {
	if (!memory.empty() || !waiting.empty()) {
		fprintf(stderr, "%zu pieces of memory are left, and %zu of work\n", memory.size(), waiting.size());
		abort();
	}
	return SUCCESS;
}

Result cuCtxGetCurrent(void **out) {
	*out = current;
	return SUCCESS;
}

Result cuCtxSetCurrent(void *wanted) {
	current = wanted;
	return SUCCESS;
}

Result cuCtxSetFlags(u32) {
	return SUCCESS;
}

Result cuModuleLoadData(void **out, const char *image) {
	module = image;
	*out = &module;
	return SUCCESS;
}

Result cuModuleUnload(void *) {
	return SUCCESS;
}

Result cuModuleGetFunction(void **out, void *, const char *name) {
	auto entry = entries().find(name);
	bool compiled = module.find(".visible .entry " + std::string(name) + "(") != std::string::npos;
	if (entry == entries().end() || !compiled) {
		return NOT_FOUND;
	}
	*out = &entry->second;
	return SUCCESS;
}

Result cuStreamCreate(void **out, u32) {
	*out = &stream;
	return SUCCESS;
}

Result cuStreamSynchronize(void *) {
	for (Later &work : std::exchange(waiting, {})) {
		work();
	}
	return SUCCESS;
}

Result cuStreamDestroy_v2(void *all) {
	return cuStreamSynchronize(all);
}

Result cuMemAllocAsync(Address *out, size_t bytes, void *) {
	size_t taken = bytes;
	for (auto &[_, size] : memory) {
		taken += size;
	}
	if (bytes == 0 || taken > MEMORY) {
		return bytes == 0 ? INVALID_VALUE : OUT_OF_MEMORY;
	}
	*out = reinterpret_cast<Address>(aligned_alloc(256, (bytes + 255) / 256 * 256));
	memory[*out] = bytes;
	return SUCCESS;
}

Result cuMemFreeAsync(Address at, void *) {
	if (memory.count(at) == 0) {
		return INVALID_VALUE;
	}
	waiting.push_back([=] {
		memory.erase(at);
		free(reinterpret_cast<void *>(at));
	});
	return SUCCESS;
}

Result cuMemsetD8Async(Address at, unsigned char value, size_t bytes, void *) {
	if (!holds(at, bytes)) {
		return INVALID_VALUE;
	}
	waiting.push_back([=] { memset(reinterpret_cast<void *>(at), value, bytes); });
	return SUCCESS;
}

Result cuMemcpyHtoDAsync_v2(Address to, const void *from, size_t bytes, void *) {
	if (!holds(to, bytes)) {
		return INVALID_VALUE;
	}
	waiting.push_back([=] { memcpy(reinterpret_cast<void *>(to), from, bytes); });
	return SUCCESS;
}

Result cuMemcpyDtoHAsync_v2(void *to, Address from, size_t bytes, void *) {
	if (!holds(from, bytes)) {
		return INVALID_VALUE;
	}
	waiting.push_back([=] { memcpy(to, reinterpret_cast<void *>(from), bytes); });
	return SUCCESS;
}

Result cuLaunchKernel(
	Prepare *kernel, u32 x, u32 y, u32 z, u32 threads, u32 deep, u32 deeper, u32 shared, void *, void **arguments, void **
) {
	const u32 grid[3] = {x, y, z}, most = 65535;
	if (x == 0 || y == 0 || z == 0 || y > most || z > most || deep != 1 || deeper != 1 || shared != 0) {
		return INVALID_VALUE;
	}
	waiting.push_back((*kernel)(grid, threads, arguments));
	return SUCCESS;
}

Result cuGetErrorName(Result, const char **out) {
	*out = "an error of the emulated driver";
	return SUCCESS;
}

Result cuGetErrorString(Result, const char **out) {
	*out = "an error of the emulated driver";
	return SUCCESS;
}
}
