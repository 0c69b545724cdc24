//! One file for each format, and what baked badges and signed ones need.

pub(super) mod accredible;
pub(super) mod argus;
pub(super) mod badge;
pub(super) mod baked;
pub(super) mod cert_alerts;
pub(super) mod credly;
pub(super) mod dynamics_365;
pub(super) mod json_resume;
pub(super) mod jwt;
pub(super) mod microsoft_graph;
pub(super) mod open_badges;
pub(super) mod plain_list;
pub(super) mod proof;
pub(super) mod sheet;
pub(super) mod workday;
#[cfg(feature = "xlsx")]
pub(super) mod xlsx;
