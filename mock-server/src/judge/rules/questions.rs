//! CLI-MFA.

use crate::judge::sheet::Sheet;
use crate::judge::trace::Trace;

pub(super) fn apply(_trace: &Trace<'_>, _sheet: &mut Sheet) {}
