//! libfaketime: the command's own clock, as many times faster as the mock's.

use std::ffi::OsString;
use std::fs;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

/// What the command needs in its environment to live faster.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Faketime {
    library: PathBuf,
    speed: NonZeroU32,
}

/// The variant for programs with threads.
const LIBRARY: &str = "libfaketimeMT.so.1";

/// Where Debian, Fedora and `make install` put it; below the first one, in the folder of the machine's
/// architecture.
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
        if fs::read(program).is_ok_and(|bytes| loads_nothing(&bytes)) {
            return Err(format!(
                "error: --faketime cannot reach into {}, which loads no libraries (Go programs do not)\n  \
                 help: let it take its interval from FLINKS_POLL_INTERVAL_MS",
                program.display()
            ));
        }
        Ok(Self { library, speed })
    }

    /// What it cannot do for this program, though it can for the rest of it.
    pub(super) fn limit(program: &str) -> Option<String> {
        program.starts_with("python").then(|| {
            "under --faketime, waits of Python's `threading` (Event.wait, queue.get with a timeout) last \
             longer than asked for; time.sleep and asyncio keep up"
                .to_owned()
        })
    }

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
    fn programs_with_a_limit() {
        let table = [("python3", true), ("python", true), ("node", false), ("sh", false)];
        for (program, expected) in table {
            assert_eq!(Faketime::limit(program).is_some(), expected, "{program}");
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
