//! Why a file cannot be used.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::FORMAT;

#[derive(Debug)]
pub(crate) struct FileError {
    pub(crate) path: PathBuf,
    pub(crate) fault: Fault,
    pub(super) wish: Wish,
}

/// What was to be done with the file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wish {
    Keep,
    Judge,
}

#[derive(Debug)]
pub(crate) enum Fault {
    Io(io::Error),
    /// A folder, a pipe, a device.
    NoFile,
    /// Another server has it.
    InUse,
    /// Something else, which must not be written to.
    Foreign,
    Newer {
        format: u64,
    },
    /// 1-based.
    Line {
        number: u64,
        because: String,
    },
}

impl Fault {
    pub(super) fn line(number: u64, because: &dyn fmt::Display) -> Self {
        Self::Line { number, because: because.to_string() }
    }

    fn because(&self) -> String {
        match self {
            Self::Io(error) => error.to_string(),
            Self::NoFile => "it is not a regular file".to_owned(),
            Self::InUse => "another server writes to it".to_owned(),
            Self::Foreign => "it is not a journal".to_owned(),
            Self::Newer { format } => {
                format!("its format is {format}, and this program knows {FORMAT}")
            }
            Self::Line { number, because } => format!("line {number} is broken: {because}"),
        }
    }

    fn help(&self) -> &'static str {
        match self {
            Self::Io(_) => "--journal takes the path of a file in a folder that can be written to",
            Self::NoFile | Self::Foreign => {
                "nothing was written to it; --journal takes a journal, or a file that is not there yet"
            }
            Self::InUse => "stop that one, or give each server a file of its own",
            Self::Newer { .. } => "take the program that wrote it, or another file",
            Self::Line { .. } => {
                "nothing was changed; take that line out by hand, or move the file away"
            }
        }
    }
}

const JUDGED: &str =
    "judge takes a file that flinks-mock serve --journal, or flinks-mock run, wrote";

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, fault, wish } = self;
        let (path, because) = (path.display(), fault.because());
        match wish {
            Wish::Keep => write!(
                formatter,
                "cannot use {path} as a journal\n  because: {because}\n  help: {}",
                fault.help()
            ),
            Wish::Judge => {
                write!(formatter, "cannot judge {path}\n  because: {because}\n  help: {JUDGED}")
            }
        }
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::Io(error) => Some(error),
            _ => None,
        }
    }
}
