//! Fleets from files, and everything that is refused.

use std::fs;

use super::*;

const NODE: &str = "nodes = [\"ws://127.0.0.1:9944\"]\n";

fn fleet(text: &str) -> Result<Fleet, FleetError> {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("fleet.toml");
	fs::write(&path, text).unwrap();
	Fleet::from_path(&path)
}

#[track_caller]
fn refused(text: &str, part: &str) {
	let refusal = fleet(text).unwrap_err().to_string();
	assert!(refusal.contains(part), "{part:?} is not in {refusal:?}");
}

#[test]
fn the_default_is_one_agent_for_each_cell_of_the_honeycomb() {
	let fleet = fleet(NODE).unwrap();
	assert_eq!(fleet.agents.len(), HONEYCOMB);
	assert_eq!(fleet.owners.len(), 8);
	let mut cells: Vec<_> = fleet
		.agents
		.iter()
		.map(|agent| (agent.department, agent.role))
		.collect();
	cells.sort();
	cells.dedup();
	assert_eq!(cells.len(), HONEYCOMB);
	for agent in &fleet.agents {
		assert_eq!(fleet.owners[agent.owner].name, agent.department.name());
		assert_eq!(agent.path, Derivation::of_agent(agent.department, agent.role, 0));
	}
	assert_eq!(fleet.owners[0].path.as_str(), "//fleet//engineering");
	assert_eq!(
		fleet.agents[9].path.as_str(),
		"//fleet//product//creative-advisor//0"
	);
}

#[test]
fn a_local_fleet_is_that_of_the_shortest_file() {
	let local = Fleet::default_local("ws://127.0.0.1:9944".parse().unwrap(), 64, Vec::new()).unwrap();
	assert_eq!(local, fleet(NODE).unwrap());
}

#[test]
fn a_thousand_agents_are_spread_evenly_and_share_no_account() {
	let fleet = fleet(&format!("{NODE}count = 1000\n")).unwrap();
	assert_eq!(fleet.agents.len(), 1000);
	for department in Department::ALL {
		assert_eq!(
			fleet
				.agents
				.iter()
				.filter(|agent| agent.department == department)
				.count(),
			125
		);
	}
	assert_eq!(fleet.agents[999].number, 15);
	assert!(fleet
		.agents
		.iter()
		.enumerate()
		.all(|(place, agent)| agent.index == place));
}

#[test]
fn a_list_says_exactly_who() {
	let text = format!(
		"{NODE}genesis = \"0x{}\"\n[owners]\nus = \"//us\"\n[[agent]]\ndepartment = \"legal\"\nrole = \"data-scout\"\nowner = \"us\"\n\
		 [[agent]]\ndepartment = \"legal\"\nrole = \"data-scout\"\nowner = \"us\"\ncount = 2\n\
		 [[watch]]\nname = \"alice\"\nmetrics = \"http://[::1]:9615\"\npid = 7\n",
		"ab".repeat(32)
	);
	let fleet = fleet(&text).unwrap();
	let paths: Vec<&str> = fleet.agents.iter().map(|agent| agent.path.as_str()).collect();
	assert_eq!(
		paths,
		[0, 1, 2].map(|n| format!("//fleet//legal//data-scout//{n}"))
	);
	assert_eq!(fleet.genesis, Some([0xab; 32]));
	let watch = &fleet.watch[0];
	assert_eq!(
		(watch.metrics.host(), watch.metrics.port(), watch.metrics.path()),
		("::1", 9615, "/metrics")
	);
	assert_eq!(watch.metrics.to_string(), "http://[::1]:9615/metrics");
	assert_eq!(watch.pid, Some(7));
}

#[test]
fn mistakes_are_named_with_what_to_do() {
	refused("nodes = []", "give 1 to 16");
	refused("nodes = [\"http://127.0.0.1\"]", "write ws://host:port");
	refused("nodes = [\"ws://\"]", "no node address");
	refused("", "`nodes`");
	refused(&format!("{NODE}genesis = \"0x12\""), "64 hexadecimal digits");
	refused(&format!("{NODE}count = 0"), "0 agents");
	refused(&format!("{NODE}count = 10001"), "1 to 10000");
	refused(&format!("{NODE}colour = 1"), "unknown field `colour`");
	refused(
		&format!("{NODE}count = 1\n[[agent]]\ndepartment = \"legal\"\nrole = \"data-scout\""),
		"keep `count`",
	);
	refused(
		&format!("{NODE}[[agent]]\ndepartment = \"kitchen\"\nrole = \"data-scout\""),
		"unknown variant `kitchen`",
	);
	let unowned = "[[agent]]\ndepartment = \"legal\"\nrole = \"data-scout\"\nowner = \"x\"";
	refused(
		&format!("{NODE}{unowned}"),
		"no owner \"x\" for the agents of legal",
	);
	refused(
		&format!("{NODE}[owners]\nlegal = \"//fleet//legal\""),
		"no owner \"engineering\"",
	);
	refused(
		&format!(
			"{NODE}{}",
			"[[agent]]\ndepartment = \"legal\"\nrole = \"data-scout\"\ncount = 99999999999"
		),
		"99999999999 agents",
	);
	let shared = "[owners]\na = \"//x\"\nb = \"//x\"\n[[agent]]\ndepartment = \"legal\"\nrole = \"data-scout\"\nowner = \"a\"";
	refused(&format!("{NODE}{shared}"), "//x is used twice");
	refused("nodes = = 1", "line 1");
}

#[test]
fn soft_or_odd_paths_are_refused_with_their_line() {
	for path in [
		"",
		"/soft",
		"//a/soft",
		"//",
		"//a//",
		"///password",
		"a//b",
		"//a b",
	] {
		refused(&format!("{NODE}[owners]\na = \"{path}\""), "line 3");
	}
}

#[test]
fn targets_have_plain_and_single_names() {
	let watch = |name: &str, url: &str| format!("[[watch]]\nname = \"{name}\"\nmetrics = \"{url}\"\n");
	let good = watch("alice", "http://127.0.0.1:9615/metrics");
	assert_eq!(
		fleet(&format!("{NODE}{good}")).unwrap().watch[0]
			.metrics
			.authority(),
		"127.0.0.1:9615"
	);
	refused(&format!("{NODE}{good}{good}"), "used once");
	for name in ["", "a b", "\\u001b[2J", "é"] {
		refused(&format!("{NODE}{}", watch(name, "http://a")), "[[watch]] name");
	}
	for url in [
		"https://a",
		"http://",
		"http://:1",
		"http://a:0",
		"http://a:99999",
		"http://u@a",
		"http://a b",
	] {
		refused(
			&format!("{NODE}{}", watch("a", url)),
			"write http://host:port/metrics",
		);
	}
}

#[test]
fn what_is_no_file_is_refused() {
	let folder = tempfile::tempdir().unwrap();
	assert!(matches!(
		Fleet::from_path(folder.path()),
		Err(FleetError::NotAFile { .. })
	));
	assert!(matches!(
		Fleet::from_path(&folder.path().join("x")),
		Err(FleetError::Unreadable { .. })
	));
	let big = folder.path().join("big.toml");
	fs::File::create(&big)
		.unwrap()
		.set_len(MAX_FLEET_FILE + 1)
		.unwrap();
	assert!(matches!(Fleet::from_path(&big), Err(FleetError::NotAFile { .. })));
}
