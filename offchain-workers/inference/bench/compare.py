"""Tokens per second beside llama.cpp: same GGUF files, same threads, runs in turn.

    python bench/compare.py BINARY FOLDER [--threads 2] [--rounds 5]

BINARY is the built example `models`. FOLDER gets the models, with random weights, if they are not there yet. Needs
llama-cpp-python, built for this machine. Each round runs one engine, then the other, in a process of its own.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

MODELS = [("0.5b", "qwen2", f) for f in ("Q8_0", "Q4_0")] + [
    ("1b", "llama", f) for f in ("Q8_0", "Q4_0", "Q4_K", "Q6_K")
]
PROMPT, ANSWER, BATCHES = 256, 32, [1, 4, 16]


def llama(path, threads):
    """One run of llama.cpp, in this process: tokens per second of a prompt, and of answers for each batch."""
    import ctypes
    import time

    import llama_cpp as l

    l.llama_backend_init()
    quiet = l.llama_log_callback(lambda level, text, data: None)
    l.llama_log_set(quiet, ctypes.c_void_p(0))
    model = l.llama_model_load_from_file(path.encode(), l.llama_model_default_params())
    params = l.llama_context_default_params()
    params.n_ctx, params.n_batch, params.n_ubatch = max(BATCHES) * (PROMPT + ANSWER), 512, 512
    params.n_seq_max, params.kv_unified = max(BATCHES), True
    params.n_threads = params.n_threads_batch = threads
    context = l.llama_init_from_model(model, params)
    memory = l.llama_get_memory(context)

    def decode(batch):
        if l.llama_decode(context, batch):
            raise RuntimeError("llama.cpp failed")
        # Work may still be under way until somebody looks.
        l.llama_get_logits_ith(context, -1)[0]

    def read():
        tokens = (l.llama_token * PROMPT)(*[i * 7 % 250 for i in range(PROMPT)])
        begun = time.perf_counter()
        decode(l.llama_batch_get_one(tokens, PROMPT))
        return PROMPT / (time.perf_counter() - begun)

    def answer(count):
        batch = l.llama_batch_init(count, 0, 1)
        batch.n_tokens = count
        begun = time.perf_counter()
        for step in range(ANSWER):
            for which in range(count):
                batch.token[which], batch.pos[which] = step * 11 % 250, PROMPT + step
                batch.n_seq_id[which], batch.seq_id[which][0], batch.logits[which] = 1, which, 1
            decode(batch)
        speed = count * ANSWER / (time.perf_counter() - begun)
        for which in range(count):
            l.llama_memory_seq_rm(memory, which, PROMPT, -1)
        return speed

    # The first run fetches what is not yet in memory.
    read()
    l.llama_memory_clear(memory, True)
    speeds = [read()]
    for which in range(1, max(BATCHES)):
        l.llama_memory_seq_cp(memory, 0, which, -1, -1)
    print(json.dumps(speeds + [answer(count) for count in BATCHES]))


def ours(binary, path, threads):
    command = [binary, "--json", "bench", path, "--threads", str(threads), "--runs", "1"]
    command += ["--prompt", str(PROMPT), "--answer", str(ANSWER), "--batches", ",".join(map(str, BATCHES))]
    speed = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [speed["prompt"]["median"]] + [spread["median"] for _, spread in speed["answers"]]


def spread(numbers, form="{:.1f}"):
    middle, least, most = statistics.median(numbers), min(numbers), max(numbers)
    return f"{form} ({form} to {form})".format(middle, least, most)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("folder")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    folder = pathlib.Path(given.folder)
    print("| model | format | what | ours, tokens/s | llama.cpp, tokens/s | ratio of each round |")
    print("|---|---|---|---|---|---|")
    for shape, family, form in MODELS:
        if given.only and given.only not in f"{shape}-{form}":
            continue
        path = folder / f"{shape}-{form}.gguf"
        if not path.exists():
            make = [given.binary, "make", str(path), "--family", family, "--shape", shape, "--format", form]
            subprocess.run(make, check=True)
        a, b = [], []
        for _ in range(given.rounds):
            a.append(ours(given.binary, str(path), given.threads))
            run = [sys.executable, __file__, "--llama", str(path), str(given.threads)]
            b.append(json.loads(subprocess.run(run, check=True, capture_output=True).stdout.splitlines()[-1]))
        whats = ["prompt"] + [f"{count} answer{'s' if count > 1 else ''}" for count in BATCHES]
        for which, what in enumerate(whats):
            own, other = [x[which] for x in a], [x[which] for x in b]
            ratios = spread([x / y for x, y in zip(own, other)], "{:.2f}")
            print(f"| {shape} | {form} | {what} | {spread(own)} | {spread(other)} | {ratios} |", flush=True)


if sys.argv[1] == "--llama":
    llama(sys.argv[2], int(sys.argv[3]))
else:
    main()
