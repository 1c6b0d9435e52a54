//! The program of the command, found before anything is started.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Path of the program, as the operating system will find it.
pub(super) fn find(name: &OsStr) -> Result<PathBuf, String> {
    let shown = name.to_string_lossy();
    if Path::new(name).components().count() > 1 {
        let path = PathBuf::from(name);
        return match (path.is_file(), is_executable(&path)) {
            (true, true) => Ok(path),
            (true, false) => Err(format!(
                "error: {shown} cannot be executed\n  help: `chmod +x {shown}`, or start it with its interpreter"
            )),
            (false, _) => Err(format!("error: there is no program {shown}")),
        };
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    let mut found = env::split_paths(&folders).map(|folder| folder.join(name));
    found.find(|path| path.is_file() && is_executable(path)).ok_or_else(|| {
        let help = match Path::new(name).is_file() {
            true => format!("did you mean ./{shown}?"),
            false => {
                "is it installed, and in PATH? Shell syntax needs a shell: -- sh -c '...'".into()
            }
        };
        format!("error: there is no program `{shown}`\n  help: {help}")
    })
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    true
}
