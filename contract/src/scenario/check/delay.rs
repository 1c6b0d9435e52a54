//! How long an answer may take.

use std::time::Duration;

use super::super::Delay;
use super::super::spot::Spot;
use super::Check;

/// No client waits longer for one answer.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 3600);

impl Check<'_> {
    pub(super) fn delay(&mut self, at: &Spot<'_>, delay: Delay) {
        match delay {
            Delay::Fixed(_) => {}
            Delay::Uniform(uniform) if uniform.min > uniform.max => {
                let help = "expected min <= max";
                self.refuse(&at.key("uniform").key("min"), "`min` is more than `max`", help);
            }
            Delay::LogNormal(log_normal) if log_normal.max < log_normal.median => {
                let help = "expected median <= max";
                self.refuse(&at.key("log-normal").key("max"), "`max` is less than `median`", help);
            }
            Delay::Uniform(_) | Delay::LogNormal(_) => {}
        }
        if delay.longest() > LONGEST {
            let at = at.key("uniform").key("max");
            self.refuse(&at, "a delay of more than a day", "expected at most \"24h\"");
        }
    }
}
