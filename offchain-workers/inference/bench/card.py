"""Tokens per second on a card beside vLLM with dummy weights, and how busy the card was: runs in turn.

    python bench/card.py BINARY FOLDER [--rounds 3] [--device cuda] [--without-vllm]

BINARY is the built example `models`. FOLDER gets the model, with random weights, if it is not there yet. Needs vllm, and
nvidia-smi from the driver. Each round runs one engine, then the other, in a process of its own.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time

PROMPT, ANSWER, BATCHES = 256, 128, [1, 16, 64]
# The shape of Llama 3.2 1B, as `models make --shape 1b` has it.
CONFIG = {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "float16",
    "hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16, "num_attention_heads": 32,
    "num_key_value_heads": 8, "head_dim": 64, "vocab_size": 128256, "max_position_embeddings": 131072,
    "rms_norm_eps": 1e-5, "rope_theta": 500000.0, "tie_word_embeddings": True, "hidden_act": "silu",
}


def vllm(folder):
    """One run of vLLM, in this process: tokens per second of all answers together, for each batch."""
    from vllm import LLM, SamplingParams

    (folder / "vllm").mkdir(exist_ok=True)
    (folder / "vllm" / "config.json").write_text(json.dumps(CONFIG))
    model = LLM(str(folder / "vllm"), load_format="dummy", dtype="float16", skip_tokenizer_init=True,
                max_model_len=PROMPT + ANSWER, max_num_seqs=max(BATCHES), enable_prefix_caching=False)

    def seconds(count, answer):
        prompts = [{"prompt_token_ids": [(i * 7 + which) % 250 for i in range(PROMPT)]} for which in range(count)]
        sampling = SamplingParams(temperature=0, max_tokens=answer, ignore_eos=True, detokenize=False)
        begun = time.perf_counter()
        model.generate(prompts, sampling, use_tqdm=False)
        return time.perf_counter() - begun

    seconds(max(BATCHES), 8)
    # Reading the prompts is not counted, as it is not in ours.
    return [[count, count * (ANSWER - 1) / (seconds(count, ANSWER) - seconds(count, 1))] for count in BATCHES]


def ours(binary, model, device):
    command = [binary, "--json", "bench", str(model), "--device", device, "--prompt", str(PROMPT), "--answer", str(ANSWER),
               "--runs", "1", "--batches", ",".join(map(str, BATCHES))]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"  {result['device']}", file=sys.stderr)
    return [[count, spread["median"]] for count, spread in result["answers"]]


def watched(work):
    """What `work` gives, and how busy the card was meanwhile: percent, five times a second."""
    smi = ["nvidia-smi", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits", "--loop-ms=200"]
    try:
        watcher = subprocess.Popen(smi, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except FileNotFoundError:
        return work(), []
    try:
        result = work()
    finally:
        watcher.terminate()
    return result, [int(line) for line in watcher.communicate()[0].split() if line.isdigit()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--without-vllm", action="store_true")
    parser.add_argument("--only-vllm", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only_vllm:
        return print(json.dumps(vllm(options.folder)))
    options.folder.mkdir(parents=True, exist_ok=True)
    model = options.folder / "1b-F16.gguf"
    if not model.exists():
        make = [options.binary, "make", str(model), "--family", "llama", "--shape", "1b", "--format", "F16"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL)

    def theirs():
        command = [sys.executable, __file__, options.binary, str(options.folder), "--only-vllm"]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])

    engines = {"ours": lambda: ours(options.binary, model, options.device)}
    if not options.without_vllm:
        engines["vLLM"] = theirs
    speeds, busy = {name: {count: [] for count in BATCHES} for name in engines}, {name: [] for name in engines}
    for number in range(options.rounds):
        for name, run in engines.items():
            print(f"round {number + 1}: {name}", file=sys.stderr)
            result, percent = watched(run)
            busy[name] += percent
            for count, speed in result:
                speeds[name][count].append(speed)
    print("| engine | answers at once | tokens/s: median (least to most) | card busy, mean |\n|---|---|---|---|")
    for name in engines:
        share = f"{statistics.mean(busy[name]):.0f} %" if busy[name] else "not known"
        for count, each in speeds[name].items():
            print(f"| {name} | {count} | {statistics.median(each):,.0f} ({min(each):,.0f} to {max(each):,.0f}) | {share} |")


main()
