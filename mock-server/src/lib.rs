//! A local mock of the Flinks API.
