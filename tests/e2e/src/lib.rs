//! Real processes: validators and workers, killed and restarted.
#![cfg_attr(not(feature = "std"), no_std)]
