//! Faults that can be triggered, on answers that they have an effect on.

use super::super::spot::Spot;
use super::super::{Cut, Fault, FaultRule, Reply, Step};
use super::Check;
use super::step::LONGEST;

impl Check<'_> {
    pub(super) fn rule(&mut self, at: &Spot<'_>, rule: &FaultRule) {
        self.fault(&at.key("play"), &rule.play);
        if rule.until.is_some_and(|until| until <= rule.from) {
            let title = "this window ends before it begins";
            self.refuse(&at.key("until"), title, "expected from < until");
        }
    }

    /// Checks for the faults of steps and for those on top of the steps.
    pub(super) fn fault(&mut self, at: &Spot<'_>, fault: &Fault) {
        match fault {
            Fault::ContentType(value) => self.header_value(&at.key("content-type"), value),
            Fault::Drip(drip) if drip.every > LONGEST => {
                let every = at.key("drip").key("every");
                self.refuse(&every, "a pause of more than a day", "expected at most \"24h\"");
            }
            _ => {}
        }
    }

    /// Refuses keys of the answer that would have no effect.
    pub(super) fn fault_of_step(&mut self, at: &Spot<'_>, step: &Step, fault: &Fault) {
        let unseen: &[&str] = match fault {
            Fault::Reset | Fault::Close | Fault::Hang | Fault::HttpError(_) => {
                &["http-status", "headers", "body-delay", "patch"]
            }
            Fault::Garbage => &["http-status"],
            Fault::ResetAfter(Cut::Head(_))
            | Fault::CloseAfter(Cut::Head(_))
            | Fault::HangAfter(Cut::Head(_)) => &["body-delay", "patch"],
            _ => &[],
        };
        for key in unseen.iter().filter(|key| at.has(key)) {
            let title = format!("`{key}` has no effect: the fault comes first");
            self.refuse(&at.key(key), title, "remove it, or the fault");
        }
        self.content_types(at, step, fault);
        self.raw_fault(at, step, fault);
    }

    fn content_types(&mut self, at: &Spot<'_>, step: &Step, fault: &Fault) {
        let is_type = |name: &String| name.eq_ignore_ascii_case("content-type");
        let set = step.headers.keys().any(is_type) || matches!(step.reply, Reply::Raw(_));
        if set && matches!(fault, Fault::ContentType(_)) {
            let help = "remove one of them";
            let title = "the content type of this answer is set twice";
            self.refuse(&at.key("fault").key("content-type"), title, help);
        }
    }

    /// A fixture always has a body; a raw answer may have none, and its length is known here.
    fn raw_fault(&mut self, at: &Spot<'_>, step: &Step, fault: &Fault) {
        let Reply::Raw(raw) = &step.reply else { return };
        let needs_body = matches!(
            fault,
            Fault::ResetAfter(Cut::Body(_))
                | Fault::CloseAfter(Cut::Body(_))
                | Fault::HangAfter(Cut::Body(_))
                | Fault::InvalidJson
                | Fault::InvalidUtf8
                | Fault::TruncatedChunk
                | Fault::Drip(_)
        );
        if needs_body && raw.body.is_empty() {
            let title = "this fault needs a body, and the answer has none";
            self.refuse(&at.key("fault"), title, "give reply.raw a body");
        }
        if let Fault::Drip(drip) = fault
            && drip.lasts(raw.body.len()) > LONGEST
        {
            let title = "this answer takes more than a day";
            self.refuse(&at.key("fault"), title, "use more bytes at a time or shorter pauses");
        }
    }
}
