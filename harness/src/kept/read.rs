//! From the file back to the record.

use std::borrow::Cow;
use std::collections::BTreeSet;

use flinks_trace::{End, Exchange, HarnessRun, Head, Header, Purpose, Stop};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::FORMAT;
use super::change::Recorded;
use super::fault::{self, Fault};
use super::line::{EndLine, EndingLine, ExchangeLine, RunLine, moment};
use crate::stand_in;

/// Bytes of a file that is read: a run holds at most 64 MiB of replies, which JSON can make longer.
pub const LONGEST_FILE_BYTES: u64 = 256 << 20;

/// Bytes of a line: a reply has at most 16 MiB, and `\u0000` takes six for one.
const LONGEST_LINE_BYTES: usize = 128 << 20;

/// Requests of a run. Two polls of 30 min and their probes are below 500.
const MOST_EXCHANGES: usize = 10_000;

/// Days of a run on its own clock. What is beyond is no time that anybody measured.
const LONGEST_RUN_DAYS: u64 = 366;

const LONGEST_RUN_US: u64 = LONGEST_RUN_DAYS * 24 * 3_600 * 1_000_000;

/// What a file holds.
#[derive(Debug)]
pub struct Kept {
    pub record: HarnessRun,
    /// What the checks found when the file was written.
    pub(super) recorded: Vec<Recorded>,
    /// Labels stand for personal values in the file.
    pub(super) hidden: bool,
    /// What the reader has to be told: the file breaks off.
    pub torn: Option<String>,
}

/// Whether it begins as the file of a run does.
pub(crate) fn is_run(bytes: &[u8]) -> bool {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<Peek<'_>>(without_mark(first)).is_ok_and(|line| line.kind == "run")
}

/// Reads the bytes of a file; `path` is for messages.
///
/// A file without an `end` is that of a run that was interrupted. A last line without a line feed
/// may be half of one.
///
/// # Errors
///
/// What is wrong, with line and column.
pub fn read(path: &str, bytes: &[u8]) -> Result<Kept, Fault> {
    let mut reader =
        Reader { path, kept: None, endings: BTreeSet::new(), is_whole: false, torn: None };
    for (index, line) in without_mark(bytes).split_inclusive(|byte| *byte == b'\n').enumerate() {
        reader.line(index + 1, line)?;
    }
    reader.end()
}

/// Editors of Windows put a byte order mark before UTF-8.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

#[derive(Deserialize)]
struct Peek<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
}

/// What is read of a check.
#[derive(Deserialize)]
struct CheckLine {
    check: CheckPart,
}

#[derive(Deserialize)]
struct CheckPart {
    rule: RulePart,
    outcome: OutcomePart,
}

#[derive(Deserialize)]
struct RulePart {
    id: String,
}

#[derive(Deserialize)]
struct OutcomePart {
    kind: String,
    #[serde(default)]
    findings: Vec<Value>,
    #[serde(default)]
    places: usize,
}

struct Reader<'a> {
    path: &'a str,
    /// From the first line on.
    kept: Option<Kept>,
    endings: BTreeSet<String>,
    /// The end was seen.
    is_whole: bool,
    torn: Option<String>,
}

impl Reader<'_> {
    fn line(&mut self, number: usize, line: &[u8]) -> Result<(), Fault> {
        if line.len() > LONGEST_LINE_BYTES {
            let what = format!("the line is longer than {} MiB", LONGEST_LINE_BYTES >> 20);
            return Err(self.fault(number, 1, what));
        }
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        let kind = match serde_json::from_slice::<Peek<'_>>(line) {
            Ok(peek) => peek.kind,
            // Cut anywhere, also within a letter.
            Err(error) if !error.is_data() && !line.ends_with(b"\n") && self.kept.is_some() => {
                let bytes = line.len();
                self.torn = Some(format!(
                    "{}:{number}: the last line was never finished ({bytes} bytes)",
                    self.path
                ));
                return Ok(());
            }
            Err(_) if self.kept.is_none() => return Err(self.foreign()),
            Err(error) => return Err(self.wrong(number, &error)),
        };
        match (&*kind, &mut self.kept) {
            ("run", None) => self.kept = Some(self.run(number, line)?),
            (_, None) => return Err(self.foreign()),
            ("run", Some(_)) => {
                let what = "a second run begins here; a file holds one".to_owned();
                return Err(self.fault(number, 1, what));
            }
            ("exchange", Some(_)) => self.exchange(number, line)?,
            ("ending", Some(_)) => self.ending(number, line)?,
            ("end", Some(kept)) => {
                kept.record.end = parse::<EndLine>(self.path, number, line)?.end;
                self.is_whole = true;
            }
            ("check", Some(kept)) => {
                let check = parse::<CheckLine>(self.path, number, line)?.check;
                kept.recorded.push(Recorded {
                    rule: check.rule.id,
                    kind: check.outcome.kind,
                    findings: check.outcome.findings,
                    places: check.outcome.places,
                });
            }
            _ => {}
        }
        Ok(())
    }

    fn run(&self, number: usize, line: &[u8]) -> Result<Kept, Fault> {
        /// Before all else: the rest of a newer line may look like anything.
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let format = parse::<Version>(self.path, number, line)?.format;
        if format != FORMAT {
            let what = format!("format {format}, and this program knows format {FORMAT}");
            let help = "read it with the version of flinks-harness that wrote it, or a later one";
            return Err(Fault { help: help.to_owned(), ..self.fault(number, 1, what) });
        }
        let run: RunLine = parse(self.path, number, line)?;
        let mode = run.clock.parse().map_err(|error| {
            let what = format!("`clock` is `{}`: {error}", fault::words(&run.clock));
            self.fault(number, 1, what)
        })?;
        let facts = run.facts.into_iter().map(|fact| (fact.name, fact.value));
        let login_id = if run.hidden { stand_in::id(&run.login_id) } else { run.login_id };
        let head = Head { name: run.name, facts: facts.collect(), mode, login_id };
        let record = HarnessRun::new(head);
        Ok(Kept { record, hidden: run.hidden, recorded: Vec::new(), torn: None })
    }

    fn exchange(&mut self, number: usize, line: &[u8]) -> Result<(), Fault> {
        let found: ExchangeLine<'_> = parse(self.path, number, line)?;
        let Some(kept) = &mut self.kept else { return Ok(()) };
        let before = kept.record.exchanges().len();
        let wrong = match found.number.checked_sub(1) {
            _ if before >= MOST_EXCHANGES => {
                Some(format!("there are more than {MOST_EXCHANGES} exchanges"))
            }
            Some(index) if index == before as u64 => None,
            _ => Some(format!("exchange {} stands where {} is due", found.number, before + 1)),
        };
        let wrong = wrong.or_else(|| {
            (found.sent_at_us.max(found.answered_at_us) > LONGEST_RUN_US)
                .then(|| format!("a moment is more than {LONGEST_RUN_DAYS} days from the start"))
        });
        let wrong = wrong.or_else(|| match found.status {
            Some(status) if !(100..1_000).contains(&status) => {
                Some(format!("{status} is no HTTP status"))
            }
            _ => None,
        });
        if let Some(what) = wrong {
            return Err(self.fault(number, 1, what));
        }
        let at = moment(found.answered_at_us);
        let exchange = Exchange {
            purpose: Some(Purpose { part: found.part, role: found.role }),
            clock: kept.record.head.mode,
            endpoint: Some(found.operation),
            method: found.method,
            path: found.operation.paths()[0].to_owned(),
            body: found
                .sent
                .map(|sent| of_label(sent.to_string(), kept.hidden))
                .unwrap_or_default(),
            hidden: kept.hidden,
            arrived: moment(found.sent_at_us),
            decided: at,
            due: at,
            reply_flaw: found.flaw.map(Cow::into_owned),
            ..Exchange::default()
        };
        let exchange = match (found.no_reply, found.status, found.headers, found.body) {
            (Some(none), None, None, None) => exchange.unanswered(none.why, none.passes, at),
            (None, Some(status), Some(headers), Some(body)) => {
                let headers = headers.into_iter().map(|(name, value)| Header::new(name, value));
                exchange.replied(
                    status,
                    headers.collect(),
                    of_label(body.into_owned(), kept.hidden),
                    at,
                )
            }
            _ => {
                let what = "an exchange has either status, headers and body, or `noReply`";
                return Err(self.fault(number, 1, what.to_owned()));
            }
        };
        kept.record.push(exchange);
        Ok(())
    }

    fn ending(&mut self, number: usize, line: &[u8]) -> Result<(), Fault> {
        let EndingLine { part, ending, .. } = parse(self.path, number, line)?;
        if !self.endings.insert(part.to_string()) {
            return Err(self.fault(number, 1, format!("{part} ended before")));
        }
        self.kept.iter_mut().for_each(|kept| kept.record.endings.push((part, ending.clone())));
        Ok(())
    }

    fn end(self) -> Result<Kept, Fault> {
        let Some(mut kept) = self.kept else {
            return Err(Fault {
                at: None,
                what: "the file is empty".to_owned(),
                ..foreign(self.path)
            });
        };
        kept.torn = self.torn;
        if !self.is_whole {
            let torn = kept.torn.unwrap_or_else(|| format!("{}: the file breaks off", self.path));
            kept.torn = Some(torn + "; judged as a run that was interrupted");
            kept.record.end = End::Stopped(Stop::Interrupt);
        }
        Ok(kept)
    }

    fn fault(&self, line: usize, column: usize, what: String) -> Fault {
        fault(self.path, line, column, what)
    }

    fn wrong(&self, line: usize, error: &serde_json::Error) -> Fault {
        self.fault(line, error.column().max(1), fault::of_json(error))
    }

    fn foreign(&self) -> Fault {
        foreign(self.path)
    }
}

/// A body, with stand-ins for the labels where values are hidden.
fn of_label(body: String, is_hidden: bool) -> String {
    if is_hidden { stand_in::body(&body) } else { body }
}

fn parse<T: DeserializeOwned>(path: &str, number: usize, line: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(line)
        .map_err(|error| fault(path, number, error.column().max(1), fault::of_json(&error)))
}

fn fault(path: &str, line: usize, column: usize, what: String) -> Fault {
    let help = "a file of a run is written by `flinks-harness run --report ndjson=PATH` and not \
                edited; `flinks-harness schema run` describes it";
    Fault { path: path.to_owned(), at: Some((line, column)), what, help: help.to_owned() }
}

fn foreign(path: &str) -> Fault {
    let help = "`flinks-harness run --report ndjson=PATH` writes one; for a body or a HAR file use \
                `flinks-harness check`";
    Fault {
        path: path.to_owned(),
        at: Some((1, 1)),
        what: "this is not the file of a run".to_owned(),
        help: help.to_owned(),
    }
}
