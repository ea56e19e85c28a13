//! Behaviour of the real runtime: conservation, weights, fuzzing.
#![cfg_attr(not(feature = "std"), no_std)]
