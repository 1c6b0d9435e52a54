//! libfaketime: the command's own clock, as many times faster as the mock's.

use std::ffi::OsString;
use std::fs;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

/// Environment variables that let the time of a command pass faster.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Faketime {
    library: PathBuf,
    speed: NonZeroU32,
}

/// Name of the library, in its variant for programs with threads.
const LIBRARY: &str = "libfaketimeMT.so.1";

/// Folders in which Debian, Fedora and `make install` put it. In the first one it is in the folder of
/// the architecture.
const FOLDERS: [&str; 4] =
    ["/usr/lib", "/usr/lib64/faketime", "/usr/lib/faketime", "/usr/local/lib/faketime"];

impl Faketime {
    /// Fails if it is not installed, or cannot reach into the program.
    pub(super) fn of(speed: NonZeroU32, program: &Path) -> Result<Self, String> {
        let library = library().ok_or(
            "error: --faketime needs libfaketime, which was not found\n  help: on Debian, \
             `apt-get install libfaketime`; without it the client can take its interval from \
             FLINKS_POLL_INTERVAL_MS",
        )?;
        let bytes = fs::read(program).unwrap_or_default();
        let shown = program.display();
        let why = if is_go(&bytes) {
            "a Go program asks the kernel for the time, and no library"
        } else if loads_nothing(&bytes) {
            "it loads no libraries"
        } else {
            return Ok(Self { library, speed });
        };
        Err(format!(
            "error: --faketime cannot reach into {shown}: {why}\n  \
             help: let it take its interval from FLINKS_POLL_INTERVAL_MS"
        ))
    }

    /// What it cannot change in this program, although the rest works.
    pub(super) fn limit(program: &str) -> Option<&'static str> {
        Some(match program.trim_end_matches(|letter: char| ".0123456789".contains(letter)) {
            "python" => {
                "under --faketime, waits of Python's `threading` (Event.wait, queue.get with a timeout) \
                 never end; time.sleep and asyncio keep up"
            }
            "bun" | "erl" | "elixir" | "iex" | "mix" => {
                "under --faketime, waits of Bun and Erlang last several times as long as asked for, never shorter"
            }
            _ => return None,
        })
    }

    /// What may be wrong with a command that had to be stopped.
    pub(super) const NEVER_ENDS: &'static str = "warning: under --faketime some waits never end: those of Python's `threading`, and of Rust's \
         park_timeout, Condvar, channels and of tokio without I/O. Run the command without --faketime, with \
         an interval from FLINKS_POLL_INTERVAL_MS";

    /// `preload` is what the command's own environment has in LD_PRELOAD.
    pub(super) fn variables(&self, preload: Option<OsString>) -> [(&'static str, OsString); 2] {
        let mut libraries = self.library.clone().into_os_string();
        if let Some(others) = preload.filter(|others| !others.is_empty()) {
            libraries.push(" ");
            libraries.push(others);
        }
        [("LD_PRELOAD", libraries), ("FAKETIME", format!("+0 x{}", self.speed).into())]
    }
}

fn library() -> Option<PathBuf> {
    let below = fs::read_dir(FOLDERS[0]).into_iter().flatten().filter_map(Result::ok);
    let below = below.map(|entry| entry.path().join("faketime"));
    let folders = FOLDERS[1..].iter().map(PathBuf::from).chain(below);
    folders.map(|folder| folder.join(LIBRARY)).find(|library| library.is_file())
}

/// Whether it has the build information of Go, which is there also where a C compiler has linked libc in.
fn is_go(file: &[u8]) -> bool {
    let mut starts = file.windows(GO.len() + 1).filter(|bytes| bytes[0] == 0xff);
    starts.any(|bytes| &bytes[1..] == GO)
}

/// Follows a byte 0xff.
const GO: &[u8] = b" Go buildinf:";

/// Whether it is a 64-bit little-endian ELF file that loads no library, so that LD_PRELOAD does nothing.
/// False for anything else, such as a script.
fn loads_nothing(file: &[u8]) -> bool {
    let number = |at: usize, bytes: usize| -> Option<usize> {
        let bytes = file.get(at..at.checked_add(bytes)?)?;
        let value = bytes.iter().rev().fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
        usize::try_from(value).ok()
    };
    let header = [(PROGRAM_HEADERS, 8), (HEADER_SIZE, 2), (HEADER_COUNT, 2)];
    let [Some(start), Some(size), Some(count)] = header.map(|(at, bytes)| number(at, bytes)) else {
        return false;
    };
    let kind = |index: usize| number(start.checked_add(index.checked_mul(size)?)?, 4);
    file.starts_with(b"\x7fELF\x02\x01") && (0..count).all(|index| kind(index) != Some(INTERPRETER))
}

/// Offsets in the header of ELF: of the program headers, their size, their number.
const PROGRAM_HEADERS: usize = 0x20;
const HEADER_SIZE: usize = 0x36;
const HEADER_COUNT: usize = 0x38;

/// The kind of program header that names the dynamic loader.
const INTERPRETER: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    /// An ELF file with program headers of these kinds.
    fn elf(kinds: &[u8]) -> Vec<u8> {
        let mut file = vec![0; 0x40];
        file[..6].copy_from_slice(b"\x7fELF\x02\x01");
        file[0x20] = 0x40;
        file[0x36] = 0x38;
        file[0x38] = u8::try_from(kinds.len()).unwrap();
        for kind in kinds {
            let mut header = vec![0; 0x38];
            header[0] = *kind;
            file.extend(header);
        }
        file
    }

    #[test]
    fn programs_without_a_loader() {
        let table = [
            (elf(&[6, 3, 1]), false),
            (elf(&[1, 1, 2]), true),
            (b"#!/usr/bin/env node\n".to_vec(), false),
            (Vec::new(), false),
            (b"\x7fELF\x02\x01".to_vec(), false),
        ];
        for (file, expected) in table {
            assert_eq!(loads_nothing(&file), expected, "{file:?}");
        }
        let mut far = elf(&[1]);
        far[0x20..0x28].copy_from_slice(&[0xff; 8]);
        assert!(loads_nothing(&far), "a header beyond the file names no loader");
    }

    #[test]
    fn programs_of_go() {
        let dynamic = [&elf(&[6, 3, 1])[..], b"\xff Go buildinf:\x08\x02go1.22"].concat();
        let table =
            [(&dynamic[..], true), (&elf(&[3]), false), (b" Go buildinf:", false), (b"", false)];
        for (file, expected) in table {
            assert_eq!(is_go(file), expected, "{file:?}");
        }
    }

    #[test]
    fn programs_with_a_limit() {
        let table = [
            ("python3", "threading"),
            ("python3.11", "threading"),
            ("python", "threading"),
            ("bun", "Bun"),
            ("mix", "Erlang"),
            ("node", ""),
            ("sh", ""),
        ];
        for (program, expected) in table {
            let limit = Faketime::limit(program);
            assert_eq!(limit.is_some(), !expected.is_empty(), "{program}");
            assert!(limit.unwrap_or_default().contains(expected), "{program}");
        }
    }

    #[test]
    fn what_was_preloaded_stays() {
        let faketime = Faketime {
            library: "/usr/lib/faketime/libfaketimeMT.so.1".into(),
            speed: NonZeroU32::new(60).unwrap(),
        };
        let table = [
            (None, "/usr/lib/faketime/libfaketimeMT.so.1"),
            (Some(""), "/usr/lib/faketime/libfaketimeMT.so.1"),
            (Some("/a.so"), "/usr/lib/faketime/libfaketimeMT.so.1 /a.so"),
        ];
        for (before, expected) in table {
            let [preload, speed] = faketime.variables(before.map(Into::into));
            assert_eq!(preload, ("LD_PRELOAD", expected.into()));
            assert_eq!(speed, ("FAKETIME", "+0 x60".into()));
        }
    }
}
