//! One file for each format, and a folder for badges.

pub(super) mod accredible;
pub(super) mod argus;
pub(super) mod badges;
pub(super) mod cert_alerts;
pub(super) mod credly;
pub(super) mod dynamics_365;
pub(super) mod json_resume;
pub(super) mod microsoft_graph;
pub(super) mod plain_list;
pub(super) mod sheet;
pub(super) mod workday;
#[cfg(feature = "xlsx")]
pub(super) mod xlsx;
