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
PROMPT, ANSWER = 256, 32


def llama(path, threads):
    """One run of llama.cpp, in this process: tokens per second of prompt and answer."""
    import ctypes
    import time

    import llama_cpp as l

    l.llama_backend_init()
    quiet = l.llama_log_callback(lambda level, text, data: None)
    l.llama_log_set(quiet, ctypes.c_void_p(0))
    model = l.llama_model_load_from_file(path.encode(), l.llama_model_default_params())
    params = l.llama_context_default_params()
    params.n_ctx, params.n_batch, params.n_ubatch = 512, 512, 512
    params.n_threads = params.n_threads_batch = threads
    context = l.llama_init_from_model(model, params)
    memory = l.llama_get_memory(context)

    def decode(tokens):
        array = (l.llama_token * len(tokens))(*tokens)
        if l.llama_decode(context, l.llama_batch_get_one(array, len(tokens))):
            raise RuntimeError("llama.cpp failed")
        # Work may still be under way until somebody looks.
        l.llama_get_logits_ith(context, -1)[0]

    prompt = [i * 7 % 250 for i in range(PROMPT)]
    decode(prompt)
    l.llama_memory_clear(memory, True)
    begun = time.perf_counter()
    decode(prompt)
    read = time.perf_counter() - begun
    begun = time.perf_counter()
    for step in range(ANSWER):
        decode([step * 11 % 250])
    print(json.dumps([PROMPT / read, ANSWER / (time.perf_counter() - begun)]))


def ours(binary, path, threads, batches="1"):
    command = [binary, "--json", "bench", path, "--threads", str(threads), "--runs", "1"]
    command += ["--prompt", str(PROMPT), "--answer", str(ANSWER), "--batches", batches]
    speed = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [speed["prompt"]["median"]] + [spread["median"] for _, spread in speed["answers"]]


def spread(numbers):
    return f"{statistics.median(numbers):.1f} ({min(numbers):.1f} to {max(numbers):.1f})"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("folder")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    folder = pathlib.Path(given.folder)
    print("| model | format | prompt, ours | llama.cpp | ratio | answer, ours | llama.cpp | ratio |")
    print("|---|---|---|---|---|---|---|---|")
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
        cells = [shape, form]
        for which in (0, 1):
            own, other = [x[which] for x in a], [x[which] for x in b]
            cells += [spread(own), spread(other), f"{statistics.median(own) / statistics.median(other):.2f}"]
        print("| " + " | ".join(cells) + " |", flush=True)


if sys.argv[1] == "--llama":
    llama(sys.argv[2], int(sys.argv[3]))
else:
    main()
