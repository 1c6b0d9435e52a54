//! `flinks-mock docs`: the pages that messages point to, inside the program.

use flinks_contract::diagnostic::suggestion;
use flinks_report::cli::print_text;
use flinks_report::exit;
use include_dir::{Dir, include_dir};

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs");

#[derive(clap::Args, Debug)]
pub(super) struct Docs {
    /// The name of a page, such as run or docs/run.md
    page: Option<String>,
}

pub(super) fn docs(args: &Docs) -> Result<u8, String> {
    let Some(page) = &args.page else {
        let line = |(name, text): (&str, &str)| {
            let title = text.lines().next().unwrap_or_default().trim_start_matches("# ");
            format!("  {name:20}{}\n", title.replace('`', ""))
        };
        let list: String = pages().map(line).collect();
        print_text(&format!("Pages, for `flinks-mock docs PAGE`:\n\n{list}"))?;
        return Ok(exit::PASSED);
    };
    let name = page.trim_start_matches("docs/").trim_end_matches(".md");
    let Some((_, text)) = pages().find(|(known, _)| *known == name) else {
        let help = suggestion(name, pages().map(|(name, _)| name).collect::<Vec<_>>());
        return Err(format!("error: there is no page `{name}`\n  help: {help}"));
    };
    print_text(text)?;
    Ok(exit::PASSED)
}

fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGES
        .files()
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)))
}
