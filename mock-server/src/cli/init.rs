//! `flinks-mock init`: a first scenario to change.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use flinks_contract::scenario::SCHEMA;
use flinks_report::exit;

use crate::log;

const SCENARIO: &str = include_str!("init/my-first-scenario.toml");

/// Hidden, because a folder of scenarios holds nothing else that can be seen.
const FILES: [(&str, &str); 2] =
    [("my-first-scenario.toml", SCENARIO), (".scenario.schema.json", SCHEMA)];

#[derive(clap::Args, Debug)]
pub(super) struct Init {
    /// Where to make the folder `scenarios`
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

pub(super) fn init(args: &Init) -> u8 {
    let folder = args.folder.join("scenarios");
    match write(&folder) {
        Ok(done) => {
            log::print(&done);
            exit::PASSED
        }
        Err(error) => {
            log::tell(&format!("error: cannot write to {}: {error}", folder.display()));
            exit::USAGE
        }
    }
}

fn write(folder: &Path) -> io::Result<String> {
    fs::create_dir_all(folder)?;
    let [scenario, schema] = FILES.map(|(name, text)| write_new(&folder.join(name), text));
    let (scenario, schema, folder) = (scenario?, schema?, folder.display());
    Ok(format!(
        "{scenario}
{schema}

Next:
  flinks-mock check {folder}
  flinks-mock serve --scenarios {folder} --scenario my-first-scenario
"
    ))
}

fn write_new(path: &Path, text: &str) -> io::Result<String> {
    let done = match File::create_new(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| "wrote")?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => "kept, as it exists already:",
        Err(error) => return Err(error),
    };
    Ok(format!("{done} {}", path.display()))
}
