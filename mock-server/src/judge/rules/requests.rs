//! CLI-SEC and CLI-HTTP.

use crate::judge::sheet::Sheet;
use crate::judge::trace::Trace;

pub(super) fn apply(_trace: &Trace<'_>, _sheet: &mut Sheet) {}
