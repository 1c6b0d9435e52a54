//! The ids of the API, each with a type of its own.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares an id that is compared as the service compares it: a GUID in any of its written forms is
/// the same id, and any other text is the id that it spells.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Trims the text and writes a GUID in its one form, lower case with hyphens.
            pub fn parse(text: &str) -> Self {
                let text = text.trim();
                match Uuid::try_parse(text) {
                    Ok(guid) => guid.into(),
                    Err(_) => Self(text.into()),
                }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(guid: Uuid) -> Self {
                let mut buffer = Uuid::encode_buffer();
                Self((&*guid.hyphenated().encode_lower(&mut buffer)).into())
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, formatter)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }
    };
}

id! {
    /// The `customerId` segment of the path. In the mock it is also a namespace: sessions, clock and
    /// journal belong to it. Empty where a path names no customer.
    CustomerId
}
id! {
    /// Names a session, from Authorize until it ends.
    RequestId
}
id! {
    /// Names the login whose data is asked for.
    LoginId
}

impl Default for CustomerId {
    fn default() -> Self {
        Self("".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_one_form_and_any_other_text_stays() {
        let table = [
            ("43387CA6-0391-4C82-857D-70D95F087ECB", "43387ca6-0391-4c82-857d-70d95f087ecb"),
            (" {43387ca603914c82857d70d95f087ecb} ", "{43387ca603914c82857d70d95f087ecb}"),
            ("43387ca603914c82857d70d95f087ecb", "43387ca6-0391-4c82-857d-70d95f087ecb"),
            (" Ada ", "Ada"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(RequestId::parse(text), expected, "{text}");
        }
    }
}
