//! `flinks-mock init`: a first scenario to change.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use flinks_contract::scenario::SCHEMA;
use flinks_report::cli::print_text;
use flinks_report::exit;

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

pub(super) fn init(args: &Init) -> Result<u8, String> {
    let folder = args.folder.join("scenarios");
    let shown = folder.display();
    let cannot = |error| format!("error: cannot write to {shown}: {error}");
    fs::create_dir_all(&folder).map_err(cannot)?;
    for (name, text) in FILES {
        let path = folder.join(name);
        let done = match File::create_new(&path) {
            Ok(mut file) => file.write_all(text.as_bytes()).map(|()| "wrote").map_err(cannot)?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => "kept, as it exists already:",
            Err(error) => return Err(cannot(error)),
        };
        print_text(&format!("{done} {}\n", path.display()))?;
    }
    print_text(&format!(
        "
Next:
  flinks-mock check {shown}
  flinks-mock serve --scenarios {shown} --scenario my-first-scenario
"
    ))?;
    Ok(exit::PASSED)
}
