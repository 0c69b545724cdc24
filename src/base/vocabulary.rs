//! Closed vocabularies: enums whose values have the same words in data files, flags and JSON.

/// A value of a closed list of words.
pub trait Word: Copy + 'static {
    /// What messages call the list, e.g. `tier`.
    const WHAT: &'static str;
    /// Every value, in the order of the list.
    const ALL: &'static [Self];

    /// The word for the value in data files, flags and JSON.
    fn word(self) -> &'static str;

    /// The value of a word or of one of its synonyms, ignoring case; `None` if the word is not in the list.
    fn parse(text: &str) -> Option<Self>;
}

/// Declares enums that are closed vocabularies.
macro_rules! vocabulary {
    ($(
        $(#[$doc:meta])*
        $name:ident $what:literal {
            $($(#[$variant_doc:meta])* $variant:ident = $word:literal $(| $synonym:literal)*),+ $(,)?
        }
    )+) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $(#[$doc])*
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word $(, alias = $synonym)*)] $variant),+ }

        impl $crate::base::vocabulary::Word for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            fn parse(text: &str) -> Option<Self> {
                let text = text.trim();
                $(if [$word $(, $synonym)*].iter().any(|word| word.eq_ignore_ascii_case(text)) {
                    return Some(Self::$variant);
                })+
                None
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::base::vocabulary::Word::word(*self))
            }
        }
    )+};
}

pub(crate) use vocabulary;
