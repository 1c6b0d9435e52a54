//! CLI-NUM-001: amounts keep their cents.

use rust_decimal::Decimal;

use super::*;

/// The client sums up balances, debits and credits.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for report in client_reports(context, rule) {
        let data = report.data;
        let sums =
            [("balances", &data.balances), ("debits", &data.debits), ("credits", &data.credits)];
        for (name, expected) in sums {
            let Some(reported) = report.reported(name, rule) else { continue };
            let Ok(sum) = Decimal::from_str_exact(expected) else { continue };
            rule.applied(1);
            let actual = decimal(&reported);
            if actual == Some(sum) {
                continue;
            }
            let shown = reported.as_str().map_or_else(|| reported.to_string(), str::to_owned);
            let mut found = report.finding(name, expected, &shown);
            if let Some(off) = actual.and_then(|actual| actual.checked_sub(sum)) {
                found.off_by = Some(off.normalize().to_string());
                found.note = likely(off).map(str::to_owned);
            }
            rule.breaks(found);
        }
    }
}

/// The cheapest explanation of a wrong sum.
fn likely(off: Decimal) -> Option<&'static str> {
    if off.abs() < Decimal::new(5, 3) {
        Some("less than half a cent: amounts were added as binary floats")
    } else if off.abs() < Decimal::ONE {
        Some("less than a dollar: were cents cut or rounded?")
    } else {
        None
    }
}
