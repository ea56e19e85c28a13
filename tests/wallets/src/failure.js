// What can go wrong, told apart so that a script can act on it.

/** The chain has refused a call; `error` is its name, as `Pallet.Error`. */
export class Refused extends Error {
	constructor(call, error) {
		super(`${call} was refused: ${error}`);
		this.name = 'Refused';
		this.error = error;
	}
}

/** Something is not as it must be. */
export class Unexpected extends Error {
	constructor(message) {
		super(message);
		this.name = 'Unexpected';
	}
}

/** Fails unless `holds`. */
export function expect(holds, message) {
	if (!holds) throw new Unexpected(message);
}

/** Rejects when `promise` takes longer than `seconds`. */
export async function within(seconds, what, promise) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Unexpected(`${what}: nothing within ${seconds} s`)), seconds * 1000);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
