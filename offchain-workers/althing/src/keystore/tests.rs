//! Keystores written, read, and everything that is refused.

use std::{
	fs,
	os::{fd::AsRawFd as _, unix::fs::PermissionsExt as _},
};

use super::*;

/// As little work as scrypt can do, so that tests are quick.
const QUICK: u8 = 2;

fn passphrase(text: &str) -> Passphrase {
	Passphrase::new(text, "a test").unwrap()
}

#[test]
fn what_was_kept_is_read_again() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("keystore");
	let secret = Secret::generate().unwrap();
	create_with_work(&path, &secret, &passphrase("open sesame"), QUICK).unwrap();
	assert_eq!(
		open(&path, &passphrase("open sesame")).unwrap().phrase(),
		secret.phrase()
	);
	assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
	let stored = fs::read(&path).unwrap();
	assert!(stored.starts_with(b"age-encryption.org/v1\n-> scrypt "));
	assert!(!stored
		.windows(8)
		.any(|bytes| secret.phrase().as_bytes().starts_with(bytes)));
	assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_wrong_passphrase_is_said_to_be_wrong() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("keystore");
	create_with_work(&path, &Secret::dev(), &passphrase("right"), QUICK).unwrap();
	let error = open(&path, &passphrase("wrong")).unwrap_err();
	assert!(matches!(error, KeystoreError::WrongPassphrase { .. }), "{error}");
	assert!(error.to_string().contains("does not open"));
}

#[test]
fn an_existing_file_is_never_replaced() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("keystore");
	fs::write(&path, "precious").unwrap();
	let error = create_with_work(&path, &Secret::dev(), &passphrase("x"), QUICK).unwrap_err();
	assert!(matches!(error, KeystoreError::Exists { .. }), "{error}");
	assert_eq!(fs::read(&path).unwrap(), b"precious");
	let dangling = folder.path().join("link");
	std::os::unix::fs::symlink(folder.path().join("nowhere"), &dangling).unwrap();
	assert!(create_with_work(&dangling, &Secret::dev(), &passphrase("x"), QUICK).is_err());
	assert!(create_with_work(
		&folder.path().join("no/where"),
		&Secret::dev(),
		&passphrase("x"),
		QUICK
	)
	.is_err());
}

#[test]
fn damaged_and_foreign_files_are_refused() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("keystore");
	create_with_work(&path, &Secret::dev(), &passphrase("x"), QUICK).unwrap();
	let sealed = fs::read(&path).unwrap();
	for at in [0, 30, sealed.len() / 2, sealed.len() - 1] {
		let mut damaged = sealed.clone();
		damaged[at] ^= 1;
		fs::write(&path, damaged).unwrap();
		assert!(open(&path, &passphrase("x")).is_err(), "byte {at}");
	}
	fs::write(&path, &sealed[..sealed.len() - 10]).unwrap();
	assert!(open(&path, &passphrase("x")).is_err());
	let header = String::from_utf8_lossy(&sealed[..sealed.len() / 3]).into_owned();
	fs::write(&path, header.replace(" 2\n", " 30\n")).unwrap();
	assert!(matches!(
		open(&path, &passphrase("x")),
		Err(KeystoreError::NotAKeystore { .. })
	));
	for content in ["", "a phrase in plain words", &"x".repeat(20_000)] {
		fs::write(&path, content).unwrap();
		assert!(matches!(
			open(&path, &passphrase("x")),
			Err(KeystoreError::NotAKeystore { .. })
		));
	}
	assert!(matches!(
		open(folder.path(), &passphrase("x")),
		Err(KeystoreError::NotAKeystore { .. })
	));
	assert!(matches!(
		open(&folder.path().join("a"), &passphrase("x")),
		Err(KeystoreError::Unreadable { .. })
	));
}

#[test]
fn phrases_are_checked_when_imported() {
	let spaced = "  Bottom drive obey lake curtain\tsmoke basket hold race lonely fit walk\n";
	assert_eq!(Secret::import(spaced).unwrap().phrase(), Secret::dev().phrase());
	for (phrase, reason) in [
		("", "number of words"),
		("bottom drive", "number of words"),
		(
			"bottom drive obey lake curtain smoke basket hold race lonely fit althing",
			"not in the list",
		),
		(
			"drive bottom obey lake curtain smoke basket hold race lonely fit walk",
			"do not fit together",
		),
	] {
		let error = Secret::import(phrase).unwrap_err().to_string();
		assert!(error.contains(reason) && !error.contains("drive"), "{error}");
	}
}

#[test]
fn new_phrases_differ_and_have_twelve_words() {
	let (one, two) = (Secret::generate().unwrap(), Secret::generate().unwrap());
	assert_ne!(one.phrase(), two.phrase());
	assert_eq!(one.phrase().split(' ').count(), 12);
	assert_eq!(Secret::import(one.phrase()).unwrap().phrase(), one.phrase());
}

#[test]
fn accounts_stand_behind_the_phrase() {
	let path = "//fleet//legal".parse().unwrap();
	assert!(Secret::dev().uri(&path).ends_with(" fit walk//fleet//legal"));
}

#[test]
fn nothing_secret_is_shown() {
	let shown = format!("{:?} {:?}", Secret::dev(), passphrase("open sesame"));
	assert!(!shown.contains("bottom") && !shown.contains("sesame"), "{shown}");
}

#[test]
fn passphrases_come_from_files_and_descriptors() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("passphrase");
	fs::write(&path, "open sesame\r\n").unwrap();
	let keystore = folder.path().join("keystore");
	create_with_work(&keystore, &Secret::dev(), &passphrase("open sesame"), QUICK).unwrap();
	let from_file = PassphraseSource::File(path.clone()).read_new().unwrap();
	assert!(open(&keystore, &from_file).is_ok());
	let file = File::open(&path).unwrap();
	let number = u32::try_from(file.as_raw_fd()).unwrap();
	assert!(open(&keystore, &PassphraseSource::Descriptor(number).read().unwrap()).is_ok());
}

#[test]
fn passphrases_that_are_none_are_refused() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("passphrase");
	for (content, problem) in [("", "is empty"), ("\n", "is empty"), ("a\nb\n", "several lines")] {
		fs::write(&path, content).unwrap();
		let error = PassphraseSource::File(path.clone())
			.read()
			.unwrap_err()
			.to_string();
		assert!(error.contains(problem), "{error}");
	}
	fs::write(&path, "x".repeat(5_000)).unwrap();
	assert!(PassphraseSource::File(path)
		.read()
		.unwrap_err()
		.to_string()
		.contains("too long"));
	let absent = PassphraseSource::File(folder.path().join("absent")).read();
	assert!(matches!(absent, Err(KeystoreError::NoPassphrase { .. })));
	assert!(matches!(
		PassphraseSource::Descriptor(999).read(),
		Err(KeystoreError::NoPassphrase { .. })
	));
}
