"""Logits beside llama.cpp, for every quantisation: python tests/scripts/beside_llama.py MODELS LOGITS

MODELS and LOGITS are the built examples. Needs llama-cpp-python. llama.cpp rounds activations to other blocks than we
do, so the logits differ a little; how little is printed, relative to their spread, and whether the likeliest token is
the same.
"""

import ctypes
import json
import subprocess
import sys
import tempfile

import llama_cpp as l
import numpy

FAMILIES = ["llama", "qwen2", "qwen3"]
FORMATS = ["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q5_0", "Q4_K", "Q5_K", "Q6_K"]
TOKENS = [(i * 37 + 11) % 300 for i in range(48)]


def theirs(path):
    model = l.llama_model_load_from_file(path.encode(), l.llama_model_default_params())
    params = l.llama_context_default_params()
    params.n_ctx, params.n_threads, params.n_threads_batch = 256, 2, 2
    params.type_k = params.type_v = 0
    context = l.llama_init_from_model(model, params)
    array = (l.llama_token * len(TOKENS))(*TOKENS)
    assert l.llama_decode(context, l.llama_batch_get_one(array, len(TOKENS))) == 0
    size = l.llama_vocab_n_tokens(l.llama_model_get_vocab(model))
    row = numpy.ctypeslib.as_array(l.llama_get_logits_ith(context, -1), shape=(size,)).copy()
    l.llama_free(context)
    l.llama_model_free(model)
    return row


def main(models, logits):
    quiet = l.llama_log_callback(lambda level, text, data: None)
    l.llama_log_set(quiet, ctypes.c_void_p(0))
    print("| family | format | largest difference | spread of the logits | same first token |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for family in FAMILIES:
            for form in FORMATS:
                path = f"{folder}/{family}-{form}.gguf"
                make = [models, "make", path, "--family", family, "--shape", "small", "--format", form, "--seed", "3"]
                subprocess.run(make, check=True, capture_output=True)
                run = subprocess.run([logits, path, *map(str, TOKENS)], check=True, capture_output=True)
                own = numpy.array(json.loads(run.stdout)[0])
                other = theirs(path)
                worst = numpy.abs(own - other).max()
                same = "yes" if own.argmax() == other.argmax() else "no"
                print(f"| {family} | {form} | {worst:.2e} | {other.std():.2f} | {same} |", flush=True)


main(sys.argv[1], sys.argv[2])
