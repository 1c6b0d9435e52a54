//! Runs the Flinks client flow against a server and checks every response.
