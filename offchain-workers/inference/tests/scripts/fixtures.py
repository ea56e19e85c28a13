"""Makes tests/fixtures: small models with random weights, and the logits that `transformers` computes for them in f32.

    python tests/scripts/fixtures.py tests/fixtures

Needs torch and transformers (2.15 and 5.23 were used). Not part of CI: what it makes is committed.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config

SIZES = dict(
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=2,
    num_key_value_heads=1,
    head_dim=16,
    vocab_size=48,
    max_position_embeddings=256,
    torch_dtype="float32",
)
LLAMA3 = dict(
    rope_type="llama3",
    rope_theta=10000.0,
    factor=8.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=16,
)
MODELS = {
    "llama": (LlamaConfig(**SIZES, tie_word_embeddings=True, rope_parameters=LLAMA3), torch.float32),
    "mistral": (MistralConfig(**SIZES, tie_word_embeddings=False, sliding_window=8), torch.bfloat16),
    "qwen2": (Qwen2Config(**SIZES, tie_word_embeddings=True), torch.float16),
    "qwen3": (Qwen3Config(**SIZES, tie_word_embeddings=False), torch.bfloat16),
}


CLASSES = dict(num_labels=3, id2label={0: "harmless", 1: "injection", 2: "jailbreak"}, pad_token_id=0)
MODELS["classes"] = (Qwen3Config(**SIZES, **CLASSES), torch.float32)


def main(folder):
    for name, (config, kind) in MODELS.items():
        torch.manual_seed(7)
        config._attn_implementation = "eager"
        auto = AutoModelForSequenceClassification if name == "classes" else AutoModelForCausalLM
        model = auto.from_config(config, attn_implementation="eager").float().eval()
        weights = {}
        for key, value in model.state_dict().items():
            if key == "lm_head.weight" and config.tie_word_embeddings:
                continue
            norm = key.endswith("norm.weight")
            spread = 0.3 if norm or key.endswith("bias") else value.shape[-1] ** -0.5
            fresh = torch.randn_like(value) * spread + (1.0 if norm else 0.0)
            weights[key] = fresh.to(kind).contiguous()
        model.load_state_dict({k: v.float() for k, v in weights.items()}, strict=False)
        model.tie_weights()
        tokens = torch.randint(1, config.vocab_size, (1, 40)) if name == "classes" else torch.randint(0, config.vocab_size, (1, 40))
        with torch.no_grad():
            logits = model(tokens).logits.reshape(-1, model(tokens).logits.shape[-1])
        out = pathlib.Path(folder) / name
        out.mkdir(parents=True, exist_ok=True)
        save_file(weights, out / "model.safetensors")
        (out / "config.json").write_text(json.dumps(config.to_dict(), indent=1, default=str) + "\n")
        rows = [[round(x, 6) for x in row] for row in logits.tolist()]
        (out / "logits.json").write_text(json.dumps({"tokens": tokens[0].tolist(), "logits": rows}) + "\n")


main(sys.argv[1])
