//! What a process on this machine uses, for nodes whose metrics do not say it.

use std::fs;

/// Linux reports CPU time to programs in hundredths of a second on every architecture.
const TICKS_PER_SECOND: f64 = 100.0;
/// Position of user and system time behind the command's name, by proc(5).
const USER_TIME: usize = 11;

/// What a process uses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
	/// Seconds of CPU since it started, over all cores.
	pub cpu_seconds: f64,
	/// Resident memory, in bytes.
	pub memory: f64,
}

/// What the process `pid` uses; none when there is no such process or no `/proc`.
pub fn usage(pid: u32) -> Option<Usage> {
	let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
	let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
	Some(Usage {
		cpu_seconds: cpu_seconds(&stat)?,
		memory: memory(&status)?,
	})
}

fn cpu_seconds(stat: &str) -> Option<f64> {
	// The name may hold spaces and brackets itself.
	let (_, fields) = stat.rsplit_once(')')?;
	let mut times = fields.split_whitespace().skip(USER_TIME).map(str::parse::<f64>);
	let (user, system) = (times.next()?.ok()?, times.next()?.ok()?);
	Some((user + system) / TICKS_PER_SECOND)
}

fn memory(status: &str) -> Option<f64> {
	let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
	let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
	Some(kibibytes * 1024.0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_fields_of_proc_are_found_behind_any_name() {
		let stat = "7 (a) b (c)) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 100 1000 5";
		assert_eq!(cpu_seconds(stat), Some(3.0));
		assert_eq!(cpu_seconds("7 (a"), None);
		assert_eq!(memory("Name:\ta\nVmRSS:\t     2048 kB\n"), Some(2_097_152.0));
		assert_eq!(memory("Name:\ta\n"), None);
	}

	#[cfg(target_os = "linux")]
	#[test]
	fn this_process_uses_something_and_a_dead_one_nothing() {
		assert!(usage(std::process::id()).unwrap().memory > 0.0);
		assert_eq!(usage(u32::MAX), None);
	}
}
