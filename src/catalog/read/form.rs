//! Single values that occur only in catalogs.

use std::num::NonZeroU16;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Form, Problem, parse};
use crate::catalog::exam::PerMille;
use crate::catalog::id::{
    CredentialId, EnvironmentId, IssuerId, RoleId, RuleId, TechnologyId, TopicId,
};
use crate::catalog::price::Amount;
use crate::catalog::rule::MOST_BY;
use crate::catalog::validity::Validity;

macro_rules! ids {
    ($($id:ty),+) => {$(
        impl Form for $id {
            fn read(text: &str) -> Result<Self, Problem> {
                parse(Code::BadId, text)
            }

            #[cfg(test)]
            fn schema() -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
                    "maxLength": 60,
                })
            }
        }
    )+};
}

ids!(
    CredentialId,
    EnvironmentId,
    IssuerId,
    RoleId,
    RuleId,
    TechnologyId,
    TopicId
);

impl Form for Amount {
    fn read(text: &str) -> Result<Self, Problem> {
        parse(Code::OutOfRange, text)
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        crate::base::money::Usd::schema()
    }
}

impl Form for Validity {
    fn read(text: &str) -> Result<Self, Problem> {
        match text {
            "unknown" => Ok(Self::Unknown),
            "never-expires" => Ok(Self::Never),
            _ => {
                let months = text.parse().ok();
                months
                    .filter(|months: &NonZeroU16| months.get() <= 600)
                    .map(Self::Months)
                    .ok_or_else(|| {
                        let expected =
                            "expected a whole number from 1 to 600, `never-expires` or `unknown`";
                        Problem::Form(Code::OutOfRange, expected.to_owned())
                    })
            }
        }
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"anyOf": [
            {"type": "integer", "minimum": 1, "maximum": 600},
            {"enum": ["never-expires", "unknown"]},
        ]})
    }
}

/// A share from 0 to 1 with at most two decimals, as percent.
pub(super) struct Percent(pub(super) u8);

impl Form for Percent {
    fn read(text: &str) -> Result<Self, Problem> {
        let percent = text.parse::<f64>().ok().map(|share| share * 100.0);
        let whole = percent.filter(|percent| {
            (0.0..=100.0).contains(percent) && (percent - percent.round()).abs() < 1e-6
        });
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be 0 to 100 above"
        )]
        whole
            .map(|percent| Self(percent.round() as u8))
            .ok_or_else(|| {
                let expected = "expected a share from 0 to 1 with at most two decimals";
                Problem::Form(Code::OutOfRange, expected.to_owned())
            })
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "number", "minimum": 0, "maximum": 1})
    }
}

impl Form for PerMille {
    fn read(text: &str) -> Result<Self, Problem> {
        let tenths = text.parse::<f64>().ok().map(|percent| percent * 10.0);
        let whole = tenths.filter(|tenths| {
            (1.0..=1000.0).contains(tenths) && (tenths - tenths.round()).abs() < 1e-6
        });
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be 1 to 1000 above"
        )]
        whole
            .map(|tenths| Self(tenths.round() as u16))
            .ok_or_else(|| {
                let expected = "expected more than 0 and at most 100, with at most one decimal";
                Problem::Form(Code::OutOfRange, expected.to_owned())
            })
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "number", "exclusiveMinimum": 0, "maximum": 100})
    }
}

/// The change of a fit in hundredths, from 1 to [`MOST_BY`] in either direction.
pub(super) struct Step(pub(super) i8);

impl Form for Step {
    fn read(text: &str) -> Result<Self, Problem> {
        let hundredths = text.parse::<f64>().ok().map(|step| step * 100.0);
        let whole = hundredths.filter(|step| {
            (1.0 - 1e-6..=f64::from(MOST_BY) + 1e-6).contains(&step.abs())
                && (step - step.round()).abs() < 1e-6
        });
        #[expect(
            clippy::cast_possible_truncation,
            reason = "checked to be at most 20 above"
        )]
        whole.map(|step| Self(step.round() as i8)).ok_or_else(|| {
            let expected = "expected 0.01 to 0.2 or -0.2 to -0.01, with at most two decimals";
            Problem::finding(
                Diagnostic::error(Code::TooStrong, format!("`by` is `{text}`")).label(expected),
            )
        })
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "number", "minimum": -0.2, "maximum": 0.2})
    }
}
