//! Pseudonyms of the same shape: as many characters, and each of the kind that it was.

use super::key::Key;

const DIGITS: &[char] = &['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const LOWER: &[char] = &[
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z',
];
const UPPER: &[char] = &[
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S',
    'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
];
const LOWER_2: &[char] = &['à', 'â', 'ä', 'ç', 'é', 'è', 'ê', 'ë', 'î', 'ï', 'ô', 'ö', 'ù', 'û'];
const UPPER_2: &[char] = &['À', 'Â', 'Ä', 'Ç', 'É', 'È', 'Ê', 'Ë', 'Î', 'Ï', 'Ô', 'Ö', 'Ù', 'Û'];
const LETTERS_3: &[char] =
    &['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '山', '水'];
const SIGNS_2: &[char] = &['˂', '˃', '˄', '˅', '˒', '˓', '˔', '˕'];
const SIGNS_3: &[char] = &['①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧'];
const SIGNS_4: &[char] = &['🌀', '🌁', '🌂', '🌃', '🌄', '🌅', '🌆', '🌇'];

/// Steps to a pseudonym that may stand where it stands. Nearly always the first may.
const MOST_STEPS: usize = 64;

/// A text taken apart: what becomes something else, and what stays.
struct Shape {
    /// Per character, what it may become; a character that stays has only itself.
    characters: Vec<(char, &'static [char])>,
    digits: Vec<u8>,
    radices: Vec<u8>,
    /// What texts have in common that share a permutation.
    domain: Vec<u8>,
}

/// Another text of the same shape that `fits`. Of two texts that do not fit, no two become the
/// same, as long as their letters are ASCII or French; other letters are told apart by the key
/// alone.
pub(super) fn pseudonym(key: &Key, text: &str, fits: impl Fn(&str) -> bool) -> String {
    let mut shape = Shape::of(text, alphabets(text));
    let mut built = text.to_owned();
    for _ in 0..MOST_STEPS {
        key.permute(&shape.domain, &mut shape.digits, &shape.radices);
        built = shape.text();
        if fits(&built) {
            break;
        }
    }
    built
}

/// For 36 characters with hyphens where a GUID has them: a GUID stays one, and what is none because
/// of a letter stays none. In either case of its letters it is the same GUID.
pub(super) fn guid(key: &Key, text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let alphabets = lower.chars().map(|letter| match letter {
        '0'..='9' => DIGITS,
        'a'..='f' => &LOWER[..6],
        'g'..='z' => &LOWER[6..],
        _ => &[],
    });
    let mut shape = Shape::of(&lower, alphabets);
    key.permute(&shape.domain, &mut shape.digits, &shape.radices);
    let lower = shape.text();
    let cased = lower.chars().zip(text.chars()).map(|(new, old)| match old {
        'A'..='Z' => new.to_ascii_uppercase(),
        _ => new,
    });
    cased.collect()
}

/// Whether it has the length and the hyphens of a GUID, and nothing but digits and letters beside
/// them.
pub(super) fn is_guid_like(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_alphanumeric(),
        })
}

/// Leading zeros stay, and no other digit becomes one.
fn alphabets(text: &str) -> impl Iterator<Item = &'static [char]> {
    let mut begins = true;
    text.chars().map(move |character| {
        let before = begins;
        begins = !character.is_ascii_digit() || (before && character == '0');
        match character {
            '0' if before => &[],
            '0'..='9' if before => &DIGITS[1..],
            '0'..='9' => DIGITS,
            'a'..='z' => LOWER,
            'A'..='Z' => UPPER,
            _ if character.is_ascii() => &[],
            // Spaces and signs of Latin-1, hyphens, quotation marks, the euro, what was no UTF-8.
            '\u{a0}'..='\u{a9}'
            | '\u{ab}'..='\u{b4}'
            | '\u{b6}'..='\u{b9}'
            | '\u{bb}'..='\u{bf}' => &[],
            '\u{2010}'..='\u{2027}' | '€' | '\u{fffd}' | '\u{feff}' => &[],
            _ => match (character.len_utf8(), character.is_alphabetic()) {
                (2, true) if character.is_uppercase() => UPPER_2,
                (2, true) => LOWER_2,
                (3, true) => LETTERS_3,
                (2, false) => SIGNS_2,
                (3, false) => SIGNS_3,
                _ => SIGNS_4,
            },
        }
    })
}

impl Shape {
    fn of(text: &str, alphabets: impl Iterator<Item = &'static [char]>) -> Self {
        let mut shape = Self {
            characters: Vec::new(),
            digits: Vec::new(),
            radices: Vec::new(),
            domain: Vec::new(),
        };
        for (character, alphabet) in text.chars().zip(alphabets) {
            shape.characters.push((character, alphabet));
            let mut buffer = [0; 4];
            let itself = character.encode_utf8(&mut buffer).as_bytes();
            match (alphabet.first(), alphabet.iter().position(|other| *other == character)) {
                (None, _) => shape.domain.extend_from_slice(itself),
                (Some(first), Some(position)) => {
                    // Alphabets differ in their first and last letters.
                    shape.domain.extend([0xff, *first as u8, alphabet.len() as u8]);
                    shape.digits.push(position as u8);
                    shape.radices.push(alphabet.len() as u8);
                }
                (Some(first), None) => {
                    shape.domain.extend([0xfe, *first as u8]);
                    shape.domain.extend_from_slice(itself);
                    shape.digits.push((character as usize % alphabet.len()) as u8);
                    shape.radices.push(alphabet.len() as u8);
                }
            }
        }
        shape
    }

    fn text(&self) -> String {
        let mut digits = self.digits.iter();
        let character = |(itself, alphabet): &(char, &'static [char])| match alphabet.is_empty() {
            true => *itself,
            false => digits
                .next()
                .and_then(|digit| alphabet.get(usize::from(*digit)))
                .copied()
                .unwrap_or(*itself),
        };
        self.characters.iter().map(character).collect()
    }
}
