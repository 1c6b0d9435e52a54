//! Prints `fixtures/accounts/ninety-days.json`:
//!
//! ```sh
//! cargo run -p flinks-mock --example generate_fixture > fixtures/accounts/ninety-days.json
//! ```

mod ninety_days;

fn main() {
    print!("{}", ninety_days::body(ninety_days::SEED, ninety_days::LAST_DAY));
}
