//! Which signatures count, which the host would accept beside, and which keys are refused.

use crate::{is_weak, keys::has_signed};
use polkadot_sdk::{
	sp_core::{ed25519, sr25519, Pair},
	sp_io::{crypto::ed25519_verify, TestExternalities},
	sp_runtime::MultiSignature,
};

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
	let digits = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
	core::array::from_fn(digits)
}

fn accepted(key: [u8; 32], message: &[u8], signature: [u8; 64]) -> bool {
	let (key, signature) = (
		ed25519::Public::from_raw(key),
		ed25519::Signature::from_raw(signature),
	);
	ed25519_verify(&signature, message, &key)
}

/// R and S of a signature that is good for any message under a key of small order.
fn without_a_secret() -> [u8; 64] {
	let mut signature = [0; 64];
	signature[0] = 1;
	signature
}

#[test]
fn anybody_signs_for_a_key_of_small_order_and_all_of_them_are_refused() {
	TestExternalities::default().execute_with(|| {
		let encodings = [
			"0000000000000000000000000000000000000000000000000000000000000000",
			"0100000000000000000000000000000000000000000000000000000000000000",
			"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
			"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
			"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
			"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
			"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		];
		for (encoding, sign) in encodings
			.iter()
			.flat_map(|encoding| [(encoding, 0), (encoding, 0x80)])
		{
			let mut key = bytes::<32>(encoding);
			key[31] |= sign;
			let signature = without_a_secret();
			assert!(
				accepted(key, b"anything", signature),
				"by the host: {encoding} {sign}"
			);
			assert!(is_weak(&key));
			let signature = ed25519::Signature::from_raw(signature).into();
			assert!(!has_signed(&key, b"anything", &signature));
		}
	});
}

#[test]
fn anybody_signs_by_sr25519_for_the_zero_account_and_it_is_refused() {
	assert!(is_weak(&[0; 32]));
	TestExternalities::default().execute_with(|| {
		let signature = sr25519::Pair::from_seed(&[1; 32]).sign(b"anything");
		assert!(!has_signed(
			&[0; 32],
			b"anything",
			&MultiSignature::from(signature)
		));
	});
}

#[test]
fn made_keys_are_not_weak() {
	for seed in 0..=u8::MAX {
		assert!(!is_weak(&ed25519::Pair::from_seed(&[seed; 32]).public().0));
		assert!(!is_weak(&sr25519::Pair::from_seed(&[seed; 32]).public().0));
	}
}

#[test]
fn a_signature_can_be_written_in_one_way() {
	// The order of the group, little-endian: S and S plus it would be the same number.
	let order = bytes::<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
	let pair = ed25519::Pair::from_seed(&[3; 32]);
	let signature = pair.sign(b"message").0;
	let mut carry = 0u16;
	let mut second = signature;
	for (digit, add) in second[32..].iter_mut().zip(order) {
		carry += u16::from(*digit) + u16::from(add);
		*digit = carry as u8;
		carry >>= 8;
	}
	TestExternalities::default().execute_with(|| {
		assert!(accepted(pair.public().0, b"message", signature));
		assert!(!accepted(pair.public().0, b"message", second));
	});
}

#[test]
fn points_are_written_in_one_way() {
	// By the key of seed 3 over "message", with R = 0: as it is written, with a sign, and with the prime added.
	let key = bytes::<32>("ed4928c628d1c2c6eae90338905995612959273a5c63f93636c14614ac8737d1");
	let signatures = [
		"0100000000000000000000000000000000000000000000000000000000000000\
		 fb4088c409349d066652125dc0b060fe27a7a813a2be5d20fb8101fc8c274308",
		"0100000000000000000000000000000000000000000000000000000000000080\
		 dac14043e588f29e4e8d7fdf2711ba9977f5a76b3212ca98ef1936d7ac2ad704",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f\
		 2e609a8c5a104abf001352cefab60f2aa4b12d489e6fa2383190d325ceb49c0d",
	];
	TestExternalities::default().execute_with(|| {
		let judged = signatures.map(|signature| {
			let signature = bytes::<64>(signature);
			assert!(accepted(key, b"message", signature), "by the host");
			let signature = ed25519::Signature::from_raw(signature).into();
			has_signed(&key, b"message", &signature)
		});
		assert_eq!(judged, [true, false, false]);
	});
}

#[test]
fn a_signature_is_good_for_its_message_and_key_only() {
	let (one, other) = (
		ed25519::Pair::from_seed(&[3; 32]),
		ed25519::Pair::from_seed(&[4; 32]),
	);
	let signature: MultiSignature = one.sign(b"message").into();
	TestExternalities::default().execute_with(|| {
		assert!(has_signed(&one.public().0, b"message", &signature));
		assert!(!has_signed(&one.public().0, b"massage", &signature));
		assert!(!has_signed(&other.public().0, b"message", &signature));
	});
}

/// The vectors of C2SP/wycheproof, when `ALTHING_VECTORS` names the folder that they are in.
#[test]
fn wycheproofs_vectors_are_judged_as_they_say() {
	let Some(folder) = std::env::var_os("ALTHING_VECTORS") else {
		println!("skipped: ALTHING_VECTORS names no folder with wycheproof_ed25519_test.json");
		return;
	};
	let path = std::path::Path::new(&folder).join("wycheproof_ed25519_test.json");
	let file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
	let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
	let mut judged = 0;
	TestExternalities::default().execute_with(|| {
		for group in file["testGroups"].as_array().unwrap() {
			let key = bytes::<32>(&text(&group["publicKey"]["pk"]));
			for test in group["tests"].as_array().unwrap() {
				let (message, signature) = (text(&test["msg"]), text(&test["sig"]));
				let message: Vec<u8> = (0..message.len() / 2)
					.map(|at| u8::from_str_radix(&message[2 * at..2 * at + 2], 16).unwrap())
					.collect();
				// Of another length it is no value of the type.
				let signed = |signature| {
					let signature = ed25519::Signature::from_raw(bytes(signature));
					has_signed(&key, &message, &signature.into())
				};
				let good = signature.len() == 128 && signed(&signature);
				assert_eq!(good, test["result"] == "valid", "{}", test["tcId"]);
				judged += 1;
			}
		}
	});
	assert_eq!(judged, file["numberOfTests"].as_u64().unwrap());
}
