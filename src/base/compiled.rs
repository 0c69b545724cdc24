//! Values that build.rs compiled in. They stay encoded until somebody asks for them: a run looks at few of them.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::slice;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

/// Decodes what build.rs encoded.
#[expect(
    clippy::expect_used,
    reason = "build.rs decodes these very bytes into the same types, or the build fails"
)]
pub(crate) fn decode<T: Deserialize<'static>>(bytes: &'static [u8]) -> T {
    postcard::from_bytes(bytes).expect("build.rs decoded these bytes")
}

/// A value that is decoded when it is first looked at, or one that was read at run time.
pub struct Lazy<T> {
    /// The encoded value; `None` where it was read.
    compiled: Option<&'static [u8]>,
    value: OnceLock<Box<T>>,
}

impl<T> Lazy<T> {
    /// Whether it is as it was compiled in.
    pub fn is_compiled_in(&self) -> bool {
        self.compiled.is_some()
    }
}

impl<T> From<T> for Lazy<T> {
    fn from(value: T) -> Self {
        Self {
            compiled: None,
            value: OnceLock::from(Box::new(value)),
        }
    }
}

impl<T: Deserialize<'static>> Deref for Lazy<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value
            .get_or_init(|| Box::new(decode(self.compiled.unwrap_or_default())))
    }
}

impl<T: Deserialize<'static>> DerefMut for Lazy<T> {
    #[expect(clippy::expect_used, reason = "looking at the value has set it")]
    fn deref_mut(&mut self) -> &mut T {
        let _ = &**self;
        self.compiled = None;
        self.value.get_mut().expect("the value is set")
    }
}

/// A copy of a compiled-in value starts encoded.
impl<T: Clone> Clone for Lazy<T> {
    fn clone(&self) -> Self {
        Self {
            compiled: self.compiled,
            value: match self.compiled {
                Some(_) => OnceLock::new(),
                None => self.value.clone(),
            },
        }
    }
}

impl<T: Default> Default for Lazy<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T: fmt::Debug + Deserialize<'static>> fmt::Debug for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: fmt::Display + Deserialize<'static>> fmt::Display for Lazy<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Serialize + Deserialize<'static>> Serialize for Lazy<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = postcard::to_stdvec(&**self).map_err(ser::Error::custom)?;
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de: 'static, T> Deserialize<'de> for Lazy<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&'static [u8]>::deserialize(deserializer)?;
        Ok(Self {
            compiled: Some(bytes),
            value: OnceLock::new(),
        })
    }
}

/// A list of small values: where it is compiled in, each is decoded whenever the list is gone through.
#[derive(Clone)]
pub struct List<T>(Items<T>);

#[derive(Clone)]
enum Items<T> {
    /// Encoded, one after the other.
    Compiled(&'static [u8]),
    Read(Vec<T>),
}

impl<T: Copy + PartialEq + Deserialize<'static>> List<T> {
    /// The values, in their order.
    pub fn iter(&self) -> Iter<'_, T> {
        match &self.0 {
            Items::Compiled(bytes) => Iter::Compiled(bytes),
            Items::Read(items) => Iter::Read(items.iter()),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Items::Compiled(bytes) => bytes.is_empty(),
            Items::Read(items) => items.is_empty(),
        }
    }

    /// Whether this is one of them.
    pub fn contains(&self, item: &T) -> bool {
        self.iter().any(|other| other == *item)
    }
}

/// The values of a [`List`].
#[derive(Clone)]
pub enum Iter<'l, T> {
    /// What is left of the encoded ones.
    Compiled(&'static [u8]),
    /// What is left of those that were read.
    Read(slice::Iter<'l, T>),
}

impl<T: Copy + Deserialize<'static>> Iterator for Iter<'_, T> {
    type Item = T;

    #[expect(
        clippy::expect_used,
        reason = "build.rs goes through these very bytes, or the build fails"
    )]
    fn next(&mut self) -> Option<T> {
        match self {
            Self::Compiled([]) => None,
            Self::Compiled(bytes) => {
                let (item, rest) =
                    postcard::take_from_bytes(bytes).expect("build.rs decoded these bytes");
                *bytes = rest;
                Some(item)
            }
            Self::Read(items) => items.next().copied(),
        }
    }
}

impl<'l, T: Copy + PartialEq + Deserialize<'static>> IntoIterator for &'l List<T> {
    type Item = T;
    type IntoIter = Iter<'l, T>;

    fn into_iter(self) -> Iter<'l, T> {
        self.iter()
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(Items::Read(items.into_iter().collect()))
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self(Items::Read(items))
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Items::Read(Vec::new()))
    }
}

impl<T: Copy + PartialEq + fmt::Debug + Deserialize<'static>> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<T: Copy + PartialEq + Serialize + Deserialize<'static>> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::new();
        for item in self {
            bytes = postcard::to_extend(&item, bytes).map_err(ser::Error::custom)?;
        }
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de: 'static, T> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&'static [u8]>::deserialize(deserializer)?;
        Ok(Self(Items::Compiled(bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled<T: Serialize, C: Deserialize<'static>>(value: &T) -> C {
        decode(Vec::leak(postcard::to_stdvec(value).unwrap()))
    }

    #[test]
    fn a_value_is_the_same_compiled_in_and_read() {
        let read = Lazy::from(vec!["a".to_owned(), "b".to_owned()]);
        let lazy: Lazy<Vec<String>> = compiled(&read);
        assert!(lazy.is_compiled_in() && !read.is_compiled_in());
        assert_eq!(*lazy, *read);
    }

    #[test]
    fn what_was_changed_is_no_longer_what_was_compiled_in() {
        let mut lazy: Lazy<Vec<u8>> = compiled(&Lazy::from(vec![1_u8]));
        assert_eq!(lazy.len(), 1);
        lazy.push(2);
        assert!(!lazy.is_compiled_in());
        assert_eq!(*lazy.clone(), [1, 2]);
    }

    #[test]
    fn a_list_is_the_same_compiled_in_and_read() {
        for items in [vec![], vec![(7_u16, 1_u8), (300, 2)]] {
            let read = List::from(items.clone());
            let list: List<(u16, u8)> = compiled(&read);
            assert_eq!(list.iter().collect::<Vec<_>>(), items);
            assert_eq!(read.iter().collect::<Vec<_>>(), items);
            assert_eq!(list.is_empty(), items.is_empty());
            assert_eq!(list.contains(&(300, 2)), !items.is_empty());
        }
    }
}
