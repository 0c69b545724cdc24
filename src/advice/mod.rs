//! Which credentials, in which order, and why. Pure: typed values in, typed values out.
//!
//! Gates first (`eligibility`), then `relevance`, then three axes on fixed scales, tilted by the `rules` of the context,
//! multiplied and added up in `ranking`. The formulas and constants are explained in docs/model.md.

pub mod alternatives;
pub mod axes;
pub mod chain;
pub mod confidence;
pub mod eligibility;
pub mod keep;
pub mod next;
pub mod path;
pub mod profile;
pub mod ranking;
pub mod relevance;
pub mod reranking;
pub mod robustness;
pub mod rules;
pub mod stacks;
pub mod tipping;
pub mod weights;

pub use eligibility::{Excluded, Reason};
pub use ranking::{Advice, Ranked, advise, side_by_side};
pub use stacks::stacks;
pub use weights::{InvalidWeights, Weights};
