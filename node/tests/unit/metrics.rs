use althing_node::metrics::Metrics;
use althing_runtime_api::Summary;
use polkadot_sdk::substrate_prometheus_endpoint::Registry;

fn value(registry: &Registry, name: &str, label: &str) -> f64 {
	let family = registry
		.gather()
		.into_iter()
		.find(|family| family.get_name() == name)
		.unwrap();
	let metric = family.get_metric().iter().find(|metric| {
		metric.get_label().iter().any(|pair| pair.get_value() == label) || metric.get_label().is_empty()
	});
	metric.unwrap().get_gauge().get_value()
}

#[test]
fn a_summary_is_shown_under_its_names() {
	let registry = Registry::new();
	let metrics = Metrics::register(&registry).unwrap();
	metrics.set_summary(&Summary {
		agents_by_department: [1, 2, 3, 4, 5, 6, 7, 8],
		active_proposals: 9,
		decided: 10,
		escalated: 11,
		expired: 12,
		anchors: 13,
		..Summary::default()
	});
	assert_eq!(value(&registry, "althing_agents", "engineering"), 1.0);
	assert_eq!(value(&registry, "althing_agents", "customer"), 8.0);
	assert_eq!(value(&registry, "althing_active_proposals", ""), 9.0);
	assert_eq!(value(&registry, "althing_decisions_total", "decided"), 10.0);
	assert_eq!(value(&registry, "althing_decisions_total", "escalated"), 11.0);
	assert_eq!(value(&registry, "althing_decisions_total", "expired"), 12.0);
	assert_eq!(value(&registry, "althing_anchors", ""), 13.0);
}

#[test]
fn a_registry_takes_them_once() {
	let registry = Registry::new();
	Metrics::register(&registry).unwrap();
	assert!(Metrics::register(&registry).is_err());
}
