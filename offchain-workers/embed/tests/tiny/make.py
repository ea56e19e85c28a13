#!/usr/bin/env python3
"""Makes this folder: a BERT with random weights, and what transformers computes with it.

    pip install torch transformers
    make.py FOLDER
"""

import json
import pathlib
import sys

import torch
from transformers import BertConfig, BertModel, BertTokenizerFast

TEXTS = [
    "the court decides",
    "The agent pays an unknown invoice twice, and the court decides.",
    "graph",
    "",
    "Ünïcode, naïve: court-agent 42!",
    "the agent " * 40,
]
WORDS = """[PAD] [UNK] [CLS] [SEP] [MASK] the agent court decides pays an invoice twice and graph na ##ive uni ##code ##s . , : ! -
4 ##2 a ##n""".split()

folder = pathlib.Path(sys.argv[1])
(folder / "vocab.txt").write_text("\n".join(WORDS))
tokenizer = BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=True)
torch.manual_seed(7)
config = BertConfig(
    vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
    max_position_embeddings=24,
)
model = BertModel(config, add_pooling_layer=False).eval()
with torch.no_grad():
    for parameter in model.parameters():
        parameter.normal_(0.0, 0.5)
vectors = []
for text in TEXTS:
    with torch.no_grad():
        inputs = tokenizer(text, truncation=True, max_length=24, return_tensors="pt")
        mean = model(**inputs).last_hidden_state[0].mean(0)
        vectors.append({"text": text, "vector": torch.nn.functional.normalize(mean, dim=0).tolist()})
model.save_pretrained(folder, safe_serialization=True)
tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
(folder / "vocab.txt").unlink()
(folder / "vectors.json").write_text(json.dumps(vectors))
