//! What packages install beside a program.

use std::fs;
use std::path::PathBuf;

use clap::{Command, Subcommand};
use clap_complete::Shell;

/// Commands that describe the program itself.
#[derive(Debug, Subcommand)]
pub enum Generate {
    /// Print shell completions for this program
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Write the man pages into a folder
    #[command(hide = true)]
    Man { folder: PathBuf },
}

impl Generate {
    /// `command` describes the program.
    ///
    /// # Errors
    ///
    /// A message about what cannot be written.
    pub fn write(&self, mut command: Command) -> Result<(), String> {
        match self {
            Self::Completions { shell } => {
                let name = command.get_name().to_owned();
                let mut script = Vec::new();
                clap_complete::generate(*shell, &mut command, name, &mut script);
                super::print_text(&String::from_utf8_lossy(&script))
            }
            Self::Man { folder } => fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(command, folder))
                .map_err(|error| format!("error: cannot write to {}: {error}", folder.display())),
        }
    }
}
