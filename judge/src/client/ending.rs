//! How a conversation ended, which what the client did elsewhere decides.

use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling;
use flinks_trace::Exchange;

use super::answer::Answer;
use super::context::Context;
use super::conversation::Conversation;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Ending {
    /// With the data, or with an error that ends the session.
    Answered,
    /// The client went on until 30 min were over.
    Reached,
    /// The client stopped before.
    GivenUp,
    /// The client went on with calls that miss it: a new session, another path, another id. Other
    /// rules say what is wrong with those.
    Elsewhere,
    /// The client may still be at it when the trace ends.
    Unknown,
}

pub(super) const MAY_GO_ON: &str = "the client may still be polling when the journal ends";

impl<'a> Conversation<'a> {
    pub(super) fn ending(&self, context: &Context<'a>) -> Ending {
        if self.is_answered() {
            Ending::Answered
        } else if self.is_to_the_end() {
            Ending::Reached
        } else if self.is_elsewhere(context) {
            Ending::Elsewhere
        } else if context.is_over(self.session.customer) || self.is_silent(context) {
            Ending::GivenUp
        } else {
            Ending::Unknown
        }
    }

    /// A client that opens a session for every few polls does so again and again; each of them, even
    /// the last one, ends for that reason.
    fn is_elsewhere(&self, context: &Context<'a>) -> bool {
        let goes_on = if Answer::of(self.last()).is_pending() {
            let mut replaced = context.replaced.iter().flatten();
            replaced.any(|session| session.number == self.session.number)
        } else {
            self.is_authorized_again(context)
        };
        goes_on || self.is_missed(context)
    }

    /// Whether an Authorize for the same login came after it.
    pub(super) fn is_authorized_again(&self, context: &Context<'a>) -> bool {
        let (login, last) = (&self.session.login, self.last().seq);
        let is_again = |call: &Exchange| {
            call.seq > last && call.is(Endpoint::Authorize) && call.login() == *login
        };
        login.is_some() && context.of_customer(self.session.customer).any(is_again)
    }

    /// By a later call that was meant for it, and is wrong in its method, path, id or customer.
    fn is_missed(&self, context: &Context<'a>) -> bool {
        let id = self.session.request_id;
        let is_meant = |call: &Exchange| {
            if call.customer == *self.session.customer {
                call.is_data() || call.path.contains(id)
            } else {
                call.sent_request_id().as_deref() == Some(id)
            }
        };
        let own = self.session.polled().into_iter().flatten();
        let unheard = own.filter(|call| call.endpoint.is_none());
        let strays = context.strays.iter().filter(|call| is_meant(call));
        unheard.chain(strays).any(|call| call.seq > self.last().seq)
    }

    /// The customer's calls went on past the 30 min, and this one's did not.
    fn is_silent(&self, context: &Context<'a>) -> bool {
        let until = self.deadline().plus(polling::INTERVAL);
        context.of_customer(self.session.customer).any(|call| call.arrived > until)
    }
}
