//! How people are divided among machines: by a hash that every database can compute.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::team::roster::first_bits;

/// Most buckets.
const MOST: u32 = 100_000;

/// One of several buckets of people: `3/16` is the fourth of sixteen.
///
/// A person's bucket is the first 15 hexadecimal digits of the SHA-256 of the id's key (the id without blanks around it,
/// in folded letter case, in the Unicode normalization form C), modulo the number of buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    number: u32,
    of: u32,
}

/// The text can't be parsed as a bucket.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected I/N with I from 0 to N - 1 and N at most {MOST}, for instance 3/16")]
pub struct InvalidBucket;

impl Bucket {
    /// The only bucket, with everybody in it.
    pub const WHOLE: Self = Self { number: 0, of: 1 };

    /// The bucket with a number, counted from 0, of so many.
    pub fn new(number: u32, of: u32) -> Result<Self, InvalidBucket> {
        if number < of && of <= MOST {
            Ok(Self { number, of })
        } else {
            Err(InvalidBucket)
        }
    }

    /// Its number, from 0.
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many buckets there are.
    pub fn of(self) -> u32 {
        self.of
    }

    /// The bucket of a person whose id has this key, of as many as there are of this one.
    pub(super) fn of_key(self, key: &str) -> Self {
        let number = (first_bits(key) >> 4) % u64::from(self.of);
        Self {
            number: u32::try_from(number).unwrap_or_default(),
            of: self.of,
        }
    }
}

impl FromStr for Bucket {
    type Err = InvalidBucket;

    fn from_str(text: &str) -> Result<Self, InvalidBucket> {
        let (number, of) = text.split_once('/').ok_or(InvalidBucket)?;
        let parse = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let number = plain.then(|| digits.parse().ok()).flatten();
            number.ok_or(InvalidBucket)
        };
        Self::new(parse(number)?, parse(of)?)
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.number, self.of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::team::roster::key;

    #[test]
    fn a_bucket_is_a_number_below_another() {
        for text in ["0/1", "3/16", "99999/100000"] {
            assert_eq!(text.parse::<Bucket>().unwrap().to_string(), text);
        }
        for text in [
            "", "/", "1", "1/1", "0/0", "-1/4", "+1/4", "1/ 4", "0/100001", "1/2/3",
        ] {
            assert_eq!(text.parse::<Bucket>(), Err(InvalidBucket), "{text}");
        }
    }

    /// `int(hashlib.sha256(b"p01").hexdigest()[:15], 16)` in Python is the number that is divided here.
    #[test]
    fn the_bucket_of_a_person_is_what_other_programs_compute() {
        let bucket = |id: &str, of| {
            let one = Bucket::new(0, of).unwrap();
            one.of_key(&key::key(id)).number()
        };
        for (id, of, number) in BUCKETS {
            assert_eq!(bucket(id, of), number, "{id} of {of}");
        }
        assert_eq!(bucket(" P01 ", 16), bucket("p01", 16));
        assert_eq!(bucket("Straße", 1_000), bucket("STRASSE", 1_000));
    }

    const BUCKETS: [(&str, u32, u32); 4] = [
        ("p01", 16, 12),
        ("p02", 16, 12),
        ("p01", 100_000, 17708),
        ("person-12345", 997, 739),
    ];
}
