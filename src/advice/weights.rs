//! How much each axis counts: shares, proportions or an order of priority.

use std::collections::BTreeMap;

use thiserror::Error;

use super::axes::Axis;
use crate::base::vocabulary::Word;

/// How much each axis counts. Not negative, sum 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    shares: [f64; 3],
}

/// Why a text gives no weights.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidWeights {
    /// Not `AXIS=NUMBER`.
    #[error("`{0}` is not a weight: expected `AXIS=NUMBER`, for instance `upkeep=0.5`")]
    Form(String),
    /// Not one of the three axes.
    #[error("`{0}` is not an axis: expected platform, tier or upkeep")]
    UnknownAxis(String),
    /// An axis stands twice.
    #[error("axis `{0}` is given twice")]
    Twice(String),
    /// Negative, not a number, or too large.
    #[error("the weight of `{0}` must be a number from 0 to 1000000")]
    BadNumber(String),
    /// Fewer than three axes are given, and one is not a share.
    #[error(
        "the weight of `{0}` must be from 0 to 1 when not all three axes are given, and all of them at most 1"
    )]
    NoShare(String),
    /// Nothing counts.
    #[error("at least one weight must be above 0")]
    AllZero,
    /// A priority that doesn't name each axis once.
    #[error("a priority names each of platform, tier and upkeep once")]
    NoOrder,
}

impl Default for Weights {
    /// Where it holds counts most, what it demands nearly as much, what it costs to keep least. Own judgement.
    fn default() -> Self {
        Self {
            shares: [0.4, 0.35, 0.25],
        }
    }
}

impl Weights {
    /// From three weights that are not negative and not all zero; they are scaled to sum to 1.
    pub fn new(weights: [f64; 3]) -> Option<Self> {
        let sum: f64 = weights.iter().sum();
        let usable = weights.iter().all(|w| *w >= 0.0) && sum > 0.0 && sum.is_finite();
        usable.then(|| Self {
            shares: weights.map(|w| w / sum),
        })
    }

    /// The share of an axis.
    pub fn of(self, axis: Axis) -> f64 {
        self.shares[axis as usize]
    }

    /// The shares in the order of [`Axis::ALL`].
    pub fn shares(self) -> [f64; 3] {
        self.shares
    }

    /// These weights with one axis at `share` (0..1), the others keeping their proportions.
    #[must_use]
    pub fn with(self, axis: Axis, share: f64) -> Self {
        let rest = 1.0 - self.of(axis);
        let shares = Axis::ALL.map(|other| match (other == axis, rest > 0.0) {
            (true, _) => share,
            (false, true) => self.of(other) * (1.0 - share) / rest,
            (false, false) => (1.0 - share) / 2.0,
        });
        Self { shares }
    }

    /// Reads `platform=3,tier=2,upkeep=1` (all three: proportions) or `upkeep=0.5` (fewer: shares; the others keep
    /// their proportions in `usual` of what is left).
    ///
    /// # Errors
    /// [`InvalidWeights`] saying which part can't be used.
    pub fn parse<'a>(
        texts: impl IntoIterator<Item = &'a str>,
        usual: Self,
    ) -> Result<Self, InvalidWeights> {
        let mut given: BTreeMap<usize, f64> = BTreeMap::new();
        for part in texts
            .into_iter()
            .flat_map(|text| text.split(','))
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let (word, number) = part
                .split_once('=')
                .ok_or_else(|| InvalidWeights::Form(part.to_owned()))?;
            let axis = axis(word)?;
            let weight: f64 = number
                .trim()
                .parse()
                .map_err(|_| InvalidWeights::BadNumber(word.to_owned()))?;
            if !(0.0..=1_000_000.0).contains(&weight) {
                return Err(InvalidWeights::BadNumber(word.to_owned()));
            }
            if given.insert(axis as usize, weight).is_some() {
                return Err(InvalidWeights::Twice(word.to_owned()));
            }
        }
        if given.len() == Axis::ALL.len() {
            return Self::new([given[&0], given[&1], given[&2]]).ok_or(InvalidWeights::AllZero);
        }
        let sum: f64 = given.values().sum();
        if let Some((axis_index, _)) = given.iter().find(|(_, share)| **share > 1.0 || sum > 1.0) {
            return Err(InvalidWeights::NoShare(
                Axis::ALL[*axis_index].word().to_owned(),
            ));
        }
        let rest: f64 = (0..3)
            .filter(|axis_index| !given.contains_key(axis_index))
            .map(|axis_index| usual.shares[axis_index])
            .sum();
        let share = |axis_index: usize| {
            let kept = if rest > 0.0 {
                usual.shares[axis_index] / rest
            } else {
                1.0 / (3 - given.len()) as f64
            };
            given
                .get(&axis_index)
                .copied()
                .unwrap_or(kept * (1.0 - sum))
        };
        Ok(Self {
            shares: [share(0), share(1), share(2)],
        })
    }

    /// Reads an order of priority, most important first, as rank-order centroid weights: 0.611, 0.278, 0.111.
    ///
    /// # Errors
    /// [`InvalidWeights`] unless each axis is named once.
    pub fn by_priority(text: &str) -> Result<Self, InvalidWeights> {
        let order = text
            .split(',')
            .map(|word| axis(word.trim()))
            .collect::<Result<Vec<_>, _>>()?;
        let mut shares = [0.0; 3];
        for (rank, axis) in order.iter().enumerate() {
            shares[*axis as usize] = (rank..3).map(|k| 1.0 / (k as f64 + 1.0)).sum::<f64>() / 3.0;
        }
        let each_once = order.len() == 3 && shares.iter().all(|share| *share > 0.0);
        if each_once {
            Ok(Self { shares })
        } else {
            Err(InvalidWeights::NoOrder)
        }
    }
}

fn axis(word: &str) -> Result<Axis, InvalidWeights> {
    Axis::parse(word).ok_or_else(|| InvalidWeights::UnknownAxis(word.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(weights: Weights, expected: [f64; 3]) {
        for (share, expected) in weights.shares().iter().zip(expected) {
            assert!(
                (share - expected).abs() < 5e-4,
                "{weights:?} is not {expected:?}"
            );
        }
    }

    #[test]
    fn proportions_shares_and_orders() {
        close(
            Weights::parse(["platform=3,tier=2,upkeep=1"], Weights::default()).unwrap(),
            [0.5, 0.333, 0.167],
        );
        close(
            Weights::parse(["platform=3", "tier=0", "upkeep=1"], Weights::default()).unwrap(),
            [0.75, 0.0, 0.25],
        );
        close(
            Weights::parse(["upkeep=0.5"], Weights::default()).unwrap(),
            [0.267, 0.233, 0.5],
        );
        close(
            Weights::parse(["upkeep=1"], Weights::default()).unwrap(),
            [0.0, 0.0, 1.0],
        );
        close(
            Weights::parse(["upkeep=0.2,tier=0.3"], Weights::default()).unwrap(),
            [0.5, 0.3, 0.2],
        );
        close(
            Weights::by_priority("upkeep, platform, tier").unwrap(),
            [0.278, 0.111, 0.611],
        );
        close(
            Weights::default().with(Axis::Tier, 0.0),
            [0.615, 0.0, 0.385],
        );
    }

    #[test]
    fn what_is_no_weight_is_refused() {
        let refused = |text| Weights::parse([text], Weights::default()).unwrap_err();
        assert_eq!(refused("upkeep"), InvalidWeights::Form("upkeep".into()));
        assert_eq!(
            refused("cost=1"),
            InvalidWeights::UnknownAxis("cost".into())
        );
        assert_eq!(refused("tier=-1"), InvalidWeights::BadNumber("tier".into()));
        assert_eq!(
            refused("tier=NaN"),
            InvalidWeights::BadNumber("tier".into())
        );
        assert_eq!(refused("tier=2"), InvalidWeights::NoShare("tier".into()));
        assert_eq!(
            refused("tier=0.7,upkeep=0.7"),
            InvalidWeights::NoShare("tier".into())
        );
        assert_eq!(
            refused("tier=0.1,tier=0.2"),
            InvalidWeights::Twice("tier".into())
        );
        assert_eq!(
            refused("tier=0,platform=0,upkeep=0"),
            InvalidWeights::AllZero
        );
        assert_eq!(
            Weights::by_priority("tier,tier,upkeep"),
            Err(InvalidWeights::NoOrder)
        );
        assert_eq!(
            Weights::by_priority("tier,upkeep"),
            Err(InvalidWeights::NoOrder)
        );
    }
}
