//! From what a record says to what it means: people, credentials, issuers, dates and statuses.

pub(super) mod bare;
pub(super) mod date;
pub(super) mod naming;
pub(super) mod people;
pub(super) mod status;
