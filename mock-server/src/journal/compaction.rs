//! What stays of a journal file that has grown too long: the newest state of everything, and the newest
//! exchanges.

use std::collections::{HashMap, HashSet};

use flinks_trace::CustomerId;
use flinks_trace::file::{Dropped, FileError, Kind, Line, Lines, Rewriting};

use super::Put;
use crate::recovery::Latest;
use crate::snapshot::{LoginSnapshot, SessionSnapshot, Snapshot};

/// Default of `--journal-max-bytes`: more than most servers ever write, less than a disk.
pub(crate) const FILE_BYTES: u64 = 1024 << 20;

/// Which lines hold something that nothing after them replaces.
#[derive(Default)]
struct Selection {
    /// Exchanges that begin before this byte go.
    cut: u64,
    customers: HashMap<CustomerId, CustomerLines>,
    put: HashMap<String, usize>,
    /// Of the run that is under way at the cut: its beginning, and its end.
    began: Option<usize>,
    finished: Option<usize>,
    /// The number of the last one, from which the next server counts on.
    last_exchange: usize,
    dropped: u64,
}

/// The lines with the newest state of a customer, and of each of its sessions, logins and unused tokens.
type CustomerLines = Latest<usize, usize, usize>;

/// Writes the new file, with `bytes` of the newest exchanges and what belongs to them. Returns how many
/// exchanges of the current run are not in it.
///
/// # Errors
///
/// A file cannot be read or written, or `goes_on` says to stop.
pub(super) fn compact(
    file: &Rewriting,
    bytes: u64,
    goes_on: impl Fn() -> bool,
) -> Result<u64, FileError> {
    let mut selection =
        Selection { cut: file.bytes().saturating_sub(bytes), ..Selection::default() };
    let mut last_at = 0;
    let goes_on = |line: &Line<'_>| {
        if goes_on() { Ok(()) } else { Err(line.error("the server is about to end")) }
    };
    file.read(|at, line| {
        goes_on(line)?;
        if line.kind == Kind::Exchange {
            last_at = at;
        }
        selection.look(at, line)
    })?;
    if selection.last_exchange > 0 && last_at < selection.cut {
        selection.dropped = selection.dropped.saturating_sub(1);
    }
    let put: HashSet<usize> = selection.put.values().copied().collect();
    let mut is_told = selection.dropped == 0;
    file.rewrite(|at, line, lines| {
        goes_on(line)?;
        if !is_told && selection.began.is_none_or(|began| began < line.number) {
            is_told = true;
            let dropped = Dropped { exchanges: selection.dropped };
            lines.push(Kind::Dropped, &dropped).map_err(|error| line.error(error.to_string()))?;
        }
        let number = Some(line.number);
        let stays = match line.kind {
            Kind::Snapshot => return selection.write(line, lines),
            Kind::Put => put.contains(&line.number),
            Kind::Exchange => at >= selection.cut || line.number == selection.last_exchange,
            _ => at >= selection.cut || selection.began == number || selection.finished == number,
        };
        if stays {
            lines.copy(line);
        }
        Ok(())
    })?;
    Ok(selection.dropped)
}

impl Selection {
    fn look(&mut self, at: u64, line: &Line<'_>) -> Result<(), FileError> {
        let (is_old, number) = (at < self.cut, line.number);
        match line.kind {
            Kind::Exchange => {
                self.last_exchange = number;
                self.dropped += u64::from(is_old);
            }
            Kind::Dropped if is_old => self.dropped += line.read::<Dropped>()?.exchanges,
            Kind::Snapshot => {
                let snapshot: Snapshot = line.read()?;
                let customer = self.customers.entry(snapshot.customer.clone()).or_default();
                customer.take(snapshot, number, |_| number, |_| number, number);
            }
            Kind::Put => drop(self.put.insert(line.read::<Put>()?.name, number)),
            Kind::Reset => drop(self.customers.remove(&line.read::<CustomerId>()?)),
            Kind::Began if is_old => {
                (self.began, self.finished, self.dropped) = (Some(number), None, 0);
            }
            Kind::Finished if is_old => self.finished = Some(number),
            _ => {}
        }
        Ok(())
    }

    /// What of a snapshot nothing after it replaces.
    fn write(&self, line: &Line<'_>, lines: &mut Lines) -> Result<(), FileError> {
        let mut snapshot: Snapshot = line.read()?;
        let Some(customer) = self.customers.get(&snapshot.customer) else { return Ok(()) };
        let is_here = |newest: Option<&usize>| newest == Some(&line.number);
        let is_old =
            |session: &mut SessionSnapshot| !is_here(customer.sessions.get(&session.state.id));
        let is_old_login = |login: &mut LoginSnapshot| {
            !is_here(customer.logins.get(&(login.scenario.name.clone(), login.login)))
        };
        snapshot.session.take_if(is_old);
        snapshot.login.take_if(is_old_login);
        // A login that is old stays with a session that is not: its newest state is in a later line.
        snapshot.others.retain_mut(|(session, login)| {
            session.take_if(is_old);
            session.is_some() || !is_old_login(login)
        });
        snapshot.minted.take_if(|minted| !is_here(customer.unused.get(minted)));
        (snapshot.reclaimed, snapshot.spent) = (Vec::new(), None);
        let is_newest = customer.line == line.number;
        if is_newest {
            snapshot.out = Some(customer.out);
        }
        let brings = (&snapshot.session, &snapshot.login, &snapshot.minted);
        if !is_newest && snapshot.others.is_empty() && matches!(brings, (None, None, None)) {
            return Ok(());
        }
        let written = lines.line(|text| snapshot.write(text));
        written.map_err(|error| line.error(error.to_string()))
    }
}

#[cfg(test)]
mod tests;
