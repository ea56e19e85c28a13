//! The methods of the literature, one file each.
//!
//! Each computes its own statistic; what probability the statistic stands for is learned from the
//! stream, in the same way for all (see [`crate::detector`]). All have bounded memory, look at no later
//! point, and treat the values' unit and level as unknown.

mod bayesian_change_point;
mod cusum;
mod ewma;
mod isolation_forest;
mod knn_cad;
mod relative_entropy;
mod robust_z;
mod season;
mod seasonal_esd;
mod spectral_residual;
mod windowed_gaussian;

pub(crate) use bayesian_change_point::BayesianChangePoint;
pub(crate) use cusum::Cusum;
pub(crate) use ewma::Ewma;
pub(crate) use isolation_forest::IsolationForest;
pub(crate) use knn_cad::KnnCad;
pub(crate) use relative_entropy::RelativeEntropy;
pub(crate) use robust_z::RobustZ;
pub(crate) use seasonal_esd::SeasonalEsd;
pub(crate) use spectral_residual::SpectralResidual;
pub(crate) use windowed_gaussian::WindowedGaussian;

/// How many past points the level and the spread of a stream are taken from.
const LONG_MEMORY: usize = 1024;
/// Detectors that only need a level and a spread answer from this many points on.
const WARM_UP: usize = 16;
