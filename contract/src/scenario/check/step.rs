//! One step: its keys taken together.

use std::time::Duration;

use super::super::spot::Spot;
use super::super::{Delay, On, Raw as RawReply, Reply, Step};
use super::Check;

/// No client waits longer for one answer.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 3600);

impl Check<'_> {
    pub(super) fn step(&mut self, at: &Spot<'_>, step: &Step) {
        if step.times.is_some() && step.lasts.is_some() {
            let title = "a step has `times` or `for`, not both";
            self.refuse(&at.key("for"), title, "write two steps");
        }
        self.reply(at, step);
        self.delay(&at.key("delay"), step.delay);
        self.delay(&at.key("body-delay"), step.body_delay);
        self.headers(&at.key("headers"));
        if let Some(patch) = &step.patch {
            self.patch(&at.key("patch"), patch.get_ref());
        }
        if let Some(fault) = &step.fault {
            self.fault(&at.key("fault"), fault);
            self.fault_of_step(at, step, fault);
        }
    }

    fn delay(&mut self, at: &Spot<'_>, delay: Delay) {
        match delay {
            Delay::Uniform(uniform) if uniform.min > uniform.max => {
                let at = at.key("uniform").key("min");
                self.refuse(&at, "`min` is more than `max`", "expected min <= max");
            }
            Delay::LogNormal(log_normal) if log_normal.max < log_normal.median => {
                let at = at.key("log-normal").key("max");
                self.refuse(&at, "`max` is less than `median`", "expected median <= max");
            }
            _ => {}
        }
        if delay.longest() > LONGEST {
            let at = at.key("uniform").key("max");
            self.refuse(&at, "a delay of more than a day", "expected at most \"24h\"");
        }
    }

    fn reply(&mut self, at: &Spot<'_>, step: &Step) {
        if !matches!(step.reply, Reply::Error(_)) {
            self.no_overrides(at, step);
        }
        let reply = at.key("reply");
        match (&step.reply, step.on) {
            (Reply::Pending | Reply::Dispatched, On::Authorize) => {
                let help = "use on = \"accounts\", \"investments\" or \"data\"";
                self.refuse(&reply, "Authorize has no pending answer", help);
            }
            // The link of a dispatched answer leads to GetAccountsDetailAsync; Investments has none.
            (Reply::Dispatched, On::Investments | On::Data) => {
                self.refuse(&reply, "Investments is never dispatched", "use on = \"accounts\"");
            }
            (Reply::Fixture(_), On::Data) => {
                let title = "one fixture cannot answer both accounts and investments";
                let help =
                    "write one step with on = \"accounts\" and one with on = \"investments\"";
                self.refuse(&reply.key("fixture"), title, help);
            }
            (Reply::Challenge(_), On::Accounts | On::Investments | On::Data) => {
                let title = "only Authorize asks security questions";
                self.refuse(&reply.key("challenge"), title, "use on = \"authorize\"");
            }
            (Reply::Challenge(challenge), On::Authorize) => {
                self.challenge(&reply.key("challenge"), challenge);
            }
            (Reply::Raw(raw), _) => self.raw_reply(at, step, raw),
            _ => {}
        }
    }

    fn no_overrides(&mut self, at: &Spot<'_>, step: &Step) {
        let key = match (step.status, &step.message) {
            (Some(_), _) => "status",
            (None, Some(_)) => "message",
            (None, None) => return,
        };
        let help = "use `reply.error`, or `http-status` for the status line alone";
        self.refuse(&at.key(key), "`status` and `message` belong to an error", help);
    }

    fn raw_reply(&mut self, at: &Spot<'_>, step: &Step, raw: &RawReply) {
        self.header_value(&at.key("reply").key("raw").key("content-type"), &raw.content_type);
        if step.http_status.is_some() {
            let help = "give reply.raw the status that you want";
            self.refuse(&at.key("http-status"), "a raw answer has one status", help);
        }
        if let Some(patch) = &step.patch {
            let help = "write the wanted body into reply.raw";
            self.refuse_span(patch.span(), "a raw answer cannot be patched", help);
        }
    }
}
