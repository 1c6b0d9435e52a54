//! Findings as data, and their pictures.
