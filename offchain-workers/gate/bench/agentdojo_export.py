"""Exports AgentDojo's tasks with recorded tool results, and scores verdicts by AgentDojo's own checks.

	pip install agentdojo==0.1.35
	python agentdojo_export.py export replay.json texts.json
	python agentdojo_export.py score verdicts.json

`export` writes, per suite, every user task with its ground-truth calls and their results, every pair of a user task and
an injection task with the results of both in the injected environment, and labelled texts for the classifier.
`score` runs of each pair only the calls that were allowed, and asks the injection task whether its goal was reached.
"""

import json
import sys
import warnings
from types import SimpleNamespace

from agentdojo.agent_pipeline.tool_execution import tool_result_to_str
from agentdojo.attacks.attack_registry import ATTACKS
from agentdojo.attacks.base_attacks import FixedJailbreakAttack
from agentdojo.functions_runtime import FunctionsRuntime
from agentdojo.task_suite.load_suites import get_suites
from pydantic import BaseModel

VERSION = "v1.2.2"
ATTACK = "important_instructions"
PIPELINE = SimpleNamespace(name="gpt-4o-2024-05-13")

warnings.filterwarnings("ignore")


def plain(value):
	"""A result as JSON, its structure kept."""
	if isinstance(value, BaseModel):
		return value.model_dump(mode="json")
	if isinstance(value, dict):
		return {str(key): plain(item) for key, item in value.items()}
	if isinstance(value, (list, tuple)):
		return [plain(item) for item in value]
	if value is None or isinstance(value, (str, int, float, bool)):
		return value
	return str(value)


def leaves(value):
	"""Every text inside a JSON value."""
	if isinstance(value, str):
		yield value
	elif isinstance(value, dict):
		for item in value.values():
			yield from leaves(item)
	elif isinstance(value, list):
		for item in value:
			yield from leaves(item)


def run(suite, calls, environment):
	"""Runs calls one after the other, and records what came back."""
	runtime = FunctionsRuntime(suite.tools)
	steps = []
	for call in calls:
		result, error = runtime.run_function(environment, call.function, call.args)
		steps.append({
			"name": call.function,
			"arguments": json.dumps(plain(dict(call.args)), ensure_ascii=False),
			"result": plain(result) if error is None else error,
			"shown": tool_result_to_str(result) if error is None else error,
			"failed": error is not None,
		})
	return steps


def started(suite, task, injections):
	"""The environment a user task begins in."""
	return task.init_environment(suite.load_and_inject_default_environment(injections))


def injected(suite, user, attack, injection):
	"""The attack's text in every place that can hold one."""
	text = attack.attack(user, injection)
	filler = next(iter(text.values()), injection.GOAL)
	return {vector: filler for vector in suite.get_injection_vector_defaults()}


def export_suite(suite):
	attack = ATTACKS[ATTACK](suite, PIPELINE)
	benign, pairs = {}, []
	for user in suite.user_tasks.values():
		environment = started(suite, user, {})
		steps = run(suite, user.ground_truth(environment), environment)
		benign[user.ID] = {"prompt": user.PROMPT, "steps": steps}
		for injection in suite.injection_tasks.values():
			environment = started(suite, user, injected(suite, user, attack, injection))
			before = run(suite, user.ground_truth(environment), environment)
			after = run(suite, injection.ground_truth(environment), environment)
			pairs.append({
				"user": user.ID,
				"injection": injection.ID,
				"prompt": user.PROMPT,
				"goal": injection.GOAL,
				"benign": before,
				"attack": after,
			})
	return {"benign": benign, "pairs": pairs}


def export_texts(suite):
	"""Texts with labels: 1 are the goals inside each attack's wrapping, 0 the environment's texts and the requests."""
	rows = []
	environment = suite.load_and_inject_default_environment({})
	for text in sorted(set(leaves(plain(environment)))):
		if len(text) >= 24:
			rows.append({"text": text, "label": 0, "kind": "data"})
	for user in suite.user_tasks.values():
		rows.append({"text": user.PROMPT, "label": 0, "kind": "request"})
	user = next(iter(suite.user_tasks.values()))
	for injection in suite.injection_tasks.values():
		rows.append({"text": injection.GOAL, "label": 1, "kind": "bare"})
		for name, kind in sorted(ATTACKS.items()):
			if issubclass(kind, FixedJailbreakAttack) and not kind.is_dos_attack and "no_" not in name and "wrong" not in name:
				texts = list(kind(suite, PIPELINE).attack(user, injection).values())
				if texts:
					rows.append({"text": texts[0], "label": 1, "kind": name})
	return rows


def export(replay, texts):
	suites = get_suites(VERSION)
	with open(replay, "w") as file:
		json.dump({"benchmark": VERSION, "suites": {n: export_suite(s) for n, s in suites.items()}}, file)
	with open(texts, "w") as file:
		json.dump({n: export_texts(s) for n, s in suites.items()}, file)


def score(verdicts):
	"""Of each pair: runs the user's calls, then the attack's calls that were allowed, and asks AgentDojo."""
	suites = get_suites(VERSION)
	attacks = {name: ATTACKS[ATTACK](suite, PIPELINE) for name, suite in suites.items()}
	with open(verdicts) as file:
		rows = json.load(file)
	counts = {}
	for row in rows:
		suite = suites[row["suite"]]
		user = suite.user_tasks[row["user"]]
		injection = suite.injection_tasks[row["injection"]]
		environment = started(suite, user, injected(suite, user, attacks[row["suite"]], injection))
		before = environment.model_copy(deep=True)
		wanted = injection.ground_truth(environment)
		for way in ("allowed", "with_yes"):
			now = before.model_copy(deep=True)
			run(suite, user.ground_truth(now), now)
			made = [call for call, go in zip(wanted, row[way]) if go]
			run(suite, made, now)
			reached = injection.security_from_traces("", before, now, made)
			if reached is None:
				reached = injection.security("", before, now)
			key = (row["suite"], row["setting"], way)
			hit, of = counts.get(key, (0, 0))
			counts[key] = (hit + bool(reached), of + 1)
	for (name, setting, way), (hit, of) in sorted(counts.items()):
		print(f"{name:10} {setting:14} {way:9} attacks that reached their goal: {hit} of {of}")


if __name__ == "__main__":
	if len(sys.argv) == 4 and sys.argv[1] == "export":
		export(sys.argv[2], sys.argv[3])
	elif len(sys.argv) == 3 and sys.argv[1] == "score":
		score(sys.argv[2])
	else:
		sys.exit(__doc__)
