//! The program `flinks-mock`; see `flinks_mock::cli`.

#[tokio::main]
async fn main() -> std::process::ExitCode {
    flinks_mock::cli::main().await
}
